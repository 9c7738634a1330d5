import { element } from './elements.js'

const storageKey = 'compare'

/** Ticks last from page to page until they are compared or cleared. */
export function enhanceComparing() {
  const chosen = readChosen()
  document.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement && target.matches('.tick input'))) return
    if (target.checked) chosen.add(target.value)
    else chosen.delete(target.value)
    keep(chosen)
    show(chosen)
  })
  document.addEventListener('list-changed', () => show(chosen))
  document.addEventListener('submit', ({ target }) => {
    if (target instanceof HTMLFormElement && target.matches('[data-compare]')) keep(new Set())
  })
  document.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element && target.closest('[data-clear]'))) return
    chosen.clear()
    keep(chosen)
    show(chosen)
  })
  show(chosen)
}

/** @param {Set<string>} chosen */
function show(chosen) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const boxes = document.querySelectorAll('.tick input')
  const here = new Set()
  for (const box of boxes) {
    box.checked = chosen.has(box.value)
    here.add(box.value)
  }
  const bar = document.querySelector('[data-compare]')
  const text = bar?.querySelector('p')
  if (!bar || !text) return
  bar.classList.toggle('idle', chosen.size === 0)
  for (const hidden of bar.querySelectorAll('input[type="hidden"]')) hidden.remove()
  for (const slug of chosen) if (!here.has(slug)) bar.append(element('input', { type: 'hidden', name: 'packages', value: slug }))
  if (chosen.size === 0) {
    text.textContent = 'Tick two or more packages to see them side by side.'
    return
  }
  const clear = element('button', { type: 'button', class: 'linkish', 'data-clear': '' }, 'Clear')
  text.replaceChildren(`Ticked: ${[...chosen].join(', ')}. `, clear)
}

function readChosen() {
  try {
    /** @type {unknown} */
    const stored = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]')
    return new Set(Array.isArray(stored) ? stored.filter((slug) => typeof slug === 'string').slice(0, 50) : [])
  } catch {
    return new Set()
  }
}

/** @param {Set<string>} chosen */
function keep(chosen) {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify([...chosen]))
  } catch {
    // They then last for this page only.
  }
}

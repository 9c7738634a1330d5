import { delayed, element } from './elements.js'
import { announce } from './messages.js'

/** @typedef {{ title: string, item_type: string, status: string, absolute_url: string }} Suggestion */

/** What begins like the words that are being typed, below every search field. */
export function enhanceSuggestions() {
  const fields = document.querySelectorAll('form[role="search"] input[name="q"]')
  for (const field of fields) if (field instanceof HTMLInputElement && field.form) addSuggestions(field, field.form)
}

/**
 * @param {HTMLInputElement} field
 * @param {HTMLFormElement} form
 */
function addSuggestions(field, form) {
  const list = element('ul', {
    class: 'suggestions',
    role: 'listbox',
    id: `${field.id}-suggestions`,
    'aria-label': 'Suggestions',
  })
  list.hidden = true
  form.classList.add('has-suggestions')
  form.append(list)
  for (const [name, value] of [
    ['role', 'combobox'],
    ['aria-autocomplete', 'list'],
    ['aria-expanded', 'false'],
    ['aria-controls', list.id],
  ]) {
    field.setAttribute(name ?? '', value ?? '')
  }
  let asked = new AbortController()
  let selected = -1

  /** @returns {NodeListOf<HTMLElement>} */
  const options = () => list.querySelectorAll('[role="option"]')

  function close() {
    ask.cancel()
    asked.abort()
    list.hidden = true
    selected = -1
    field.setAttribute('aria-expanded', 'false')
    field.removeAttribute('aria-activedescendant')
  }

  /** @param {number} index */
  function select(index) {
    const all = options()
    selected = all.length === 0 ? -1 : (index + all.length) % all.length
    all.forEach((option, position) => option.setAttribute('aria-selected', String(position === selected)))
    const option = all[selected]
    if (!option) return
    option.scrollIntoView({ block: 'nearest' })
    field.setAttribute('aria-activedescendant', option.id)
  }

  /** @param {readonly Suggestion[]} suggestions */
  function show(suggestions) {
    if (suggestions.length === 0) return close()
    list.replaceChildren(
      ...suggestions.map(({ title, item_type: type, status, absolute_url: path }, index) => {
        const kind = status === 'active' ? type : `${type}, ${status}`
        const option = element('li', { role: 'option', id: `${list.id}-${index}`, 'aria-selected': 'false' }, title)
        option.append(element('span', { class: 'faint' }, kind))
        // Not the click: the field would lose the focus before it.
        option.addEventListener('mousedown', (event) => {
          event.preventDefault()
          location.assign(path)
        })
        option.dataset['path'] = path
        return option
      }),
    )
    selected = -1
    list.hidden = false
    field.setAttribute('aria-expanded', 'true')
    field.removeAttribute('aria-activedescendant')
    announce(`${suggestions.length} suggestions`)
  }

  /**
   * @param {string} typed
   * @param {AbortSignal} signal
   */
  async function fetchAndShow(typed, signal) {
    const found = await fetchSuggestions(typed, signal)
    if (found && document.activeElement === field) show(found)
  }

  const ask = delayed(90, () => {
    asked.abort()
    asked = new AbortController()
    const typed = field.value.trim()
    if (typed === '') return close()
    void fetchAndShow(typed, asked.signal)
  })

  field.addEventListener('input', ask)
  field.addEventListener('blur', close)
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault()
      close()
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (list.hidden) return ask()
      event.preventDefault()
      select(event.key === 'ArrowDown' ? selected + 1 : selected < 0 ? -1 : selected - 1)
    } else if (event.key === 'Enter') {
      const path = options()[selected]?.dataset['path']
      if (list.hidden || !path) return
      event.preventDefault()
      location.assign(path)
    }
  })
}

/**
 * @param {string} typed
 * @param {AbortSignal} signal
 * @returns {Promise<Suggestion[] | undefined>} undefined when there is no answer
 */
async function fetchSuggestions(typed, signal) {
  try {
    const answer = await fetch(`/search/suggestions/?${new URLSearchParams({ q: typed })}`, {
      signal,
      headers: { Accept: 'application/json' },
    })
    return answer.ok ? (await answer.json()).results : undefined
  } catch {
    return undefined
  }
}

import { delayed } from './elements.js'
import { announce } from './messages.js'

/** Sorting, filtering and paging a list exchanges the list, not the page; the address follows. */
export function enhanceLists() {
  if (!document.querySelector('[data-live]')) return
  let asked = new AbortController()

  /**
   * @param {string} address
   * @param {'push' | 'replace' | 'keep'} history_ what becomes of the address bar
   */
  async function load(address, history_) {
    asked.abort()
    asked = new AbortController()
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: 'text/html' } })
      if (!answer.ok) return location.assign(address)
      const text = await answer.text()
      show(new DOMParser().parseFromString(text, 'text/html'))
      if (history_ === 'push') history.pushState(null, '', address)
      if (history_ === 'replace') history.replaceState(null, '', address)
    } catch {
      if (!asked.signal.aborted) location.assign(address)
    }
  }

  /**
   * @param {string} address
   * @param {boolean} isPage whether it leads to another page of the list
   */
  async function follow(address, isPage) {
    await load(address, 'push')
    const list = document.querySelector('[data-live]')
    if (isPage) list?.scrollIntoView()
    const current = list?.querySelector(isPage ? '.pager a' : '.sorts [aria-current]')
    if (current instanceof HTMLElement) current.focus({ preventScroll: true })
  }

  document.addEventListener('click', (event) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.defaultPrevented) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link?.matches('[data-live] :is(.sorts, .pager, .list-head) a')) return
    event.preventDefault()
    void follow(link.href, link.closest('.pager') !== null)
  })

  for (const form of document.querySelectorAll('form[data-live-form]')) {
    if (!(form instanceof HTMLFormElement)) continue
    const submit = (/** @type {'push' | 'replace'} */ history_) => {
      const parameters = new URLSearchParams()
      for (const [name, value] of new FormData(form)) {
        if (typeof value === 'string' && value !== '' && !isDefault(form, name, value)) parameters.append(name, value)
      }
      const query = parameters.toString()
      void load(form.getAttribute('action') + (query ? `?${query}` : ''), history_)
    }
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      submit('push')
    })
    form.addEventListener('change', ({ target }) => {
      if (target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type === 'checkbox'))
        submit('push')
    })
    const typed = delayed(250, () => submit('replace'))
    form.addEventListener('input', ({ target }) => {
      if (target instanceof HTMLInputElement && target.type === 'search') typed()
    })
  }

  addEventListener('popstate', () => void load(location.href, 'keep'))
}

/**
 * The first choice of a list is what one gets without choosing.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} value
 */
function isDefault(form, name, value) {
  const field = form.elements.namedItem(name)
  return field instanceof HTMLSelectElement && field.options[0]?.value === value
}

/** @param {Document} fresh the page as the server makes it */
function show(fresh) {
  const results = document.querySelector('[data-live]')
  const newResults = fresh.querySelector('[data-live]')
  if (!results || !newResults) return
  results.replaceChildren(...newResults.childNodes)
  document.title = fresh.title
  // What the form carries along unseen changes with the list.
  const form = document.querySelector('form[data-live-form]')
  for (const old of form?.querySelectorAll('input[type="hidden"]') ?? []) old.remove()
  for (const hidden of fresh.querySelectorAll('form[data-live-form] input[type="hidden"]')) form?.append(hidden)
  for (const select of document.querySelectorAll('form[data-live-form] select')) {
    const newSelect = fresh.getElementById(select.id)
    if (!(select instanceof HTMLSelectElement && newSelect instanceof HTMLSelectElement)) continue
    const { value } = newSelect
    select.replaceChildren(...newSelect.childNodes)
    select.value = value
  }
  document.dispatchEvent(new CustomEvent('list-changed'))
  announce(results.querySelector('.list-head p')?.textContent ?? '')
}

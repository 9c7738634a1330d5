import { delayed } from './elements.js'

/**
 * Shows below a search form what it would find, while one types. `data-part` is the address of that part of a page; the form still leads to
 * a page of its own.
 */
export function enhanceParts() {
  for (const form of document.querySelectorAll('form[data-part]')) {
    const input = form.querySelector('input[type="search"]')
    const place = form.parentElement?.querySelector('form[data-part] ~ .part')
    if (!(input instanceof HTMLInputElement) || !place) continue
    /** @type {AbortController | undefined} */
    let asked
    const load = delayed(200, () => {
      asked?.abort()
      asked = new AbortController()
      void show(new URL(form.getAttribute('data-part') ?? '', location.href), input.value, place, asked.signal)
    })
    input.addEventListener('input', load)
  }
}

/**
 * @param {URL} address
 * @param {string} typed
 * @param {Element} place
 * @param {AbortSignal} signal
 */
async function show(address, typed, place, signal) {
  try {
    address.searchParams.set('q', typed)
    const answer = await fetch(address, { signal, headers: { Accept: 'text/html' } })
    if (!answer.ok) return
    const part = new DOMParser().parseFromString(await answer.text(), 'text/html')
    place.replaceChildren(...part.body.childNodes)
  } catch {
    // The form still works.
  }
}

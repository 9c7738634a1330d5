import { element } from './elements.js'

/** @type {HTMLElement | undefined} */
let spoken

/**
 * Says something to those who hear the page.
 * @param {string} text
 */
export function announce(text) {
  if (!spoken) {
    spoken = element('div', { role: 'status', class: 'visually-hidden' })
    document.querySelector('main')?.append(spoken)
  }
  spoken.textContent = text
}

/** @type {HTMLElement | undefined} */
let toasts

/**
 * Shows for a few seconds what has just been done.
 * @param {string} text
 */
export function showToast(text) {
  if (!toasts) {
    toasts = element('div', { class: 'toasts', role: 'status' })
    document.querySelector('main')?.append(toasts)
  }
  const toast = element('div', { class: 'message success' }, text)
  toasts.append(toast)
  setTimeout(() => toast.remove(), 6_000)
}

/** The notice of what was done is read once: neither reloading the page nor sharing its address repeats it. */
export function forgetNotice() {
  const address = new URL(location.href)
  if (!address.searchParams.has('done')) return
  address.searchParams.delete('done')
  history.replaceState(history.state, '', address)
}

import { element, readSetting, writeSetting } from './elements.js'

const keys = [
  ['/', 'go to the search'],
  ['↓ ↑ Enter', 'choose among suggestions'],
  ['Esc', 'close what has opened'],
  ['?', 'this list'],
]

/** `/` goes to the search, `?` lists the keys; both can be switched off. */
export function enhanceKeys() {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return
    if (event.key === '?') {
      event.preventDefault()
      showKeys()
    } else if (event.key === '/' && readSetting('keys') !== 'off') {
      event.preventDefault()
      const search = document.querySelector('#site-q')
      if (search instanceof HTMLInputElement) search.select()
    }
  })
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** @type {HTMLDialogElement | undefined} */
let dialog

function showKeys() {
  if (!dialog) {
    const list = element('dl', { class: 'facts' })
    for (const [key = '', meaning = ''] of keys) {
      list.append(element('dt', {}, element('kbd', {}, key)), element('dd', {}, meaning))
    }
    const isOn = element('input', { type: 'checkbox' })
    isOn.checked = readSetting('keys') !== 'off'
    isOn.addEventListener('change', () => writeSetting('keys', isOn.checked ? null : 'off'))
    dialog = element(
      'dialog',
      { 'aria-labelledby': 'keys-title', class: 'stack' },
      element('h2', { id: 'keys-title' }, 'Keys'),
      list,
      element('label', { class: 'check' }, isOn, element('span', {}, 'Use the key /')),
      element('form', { method: 'dialog' }, element('button', { class: 'primary' }, 'Close')),
    )
    document.body.append(dialog)
  }
  if (!dialog.open) dialog.showModal()
}

import { element } from './elements.js'
import { showToast } from './messages.js'

/** Code that is meant to be taken along gets a button for it. */
export function enhanceCopying() {
  for (const block of document.querySelectorAll('main pre:has(> code)')) {
    const button = element('button', { class: 'small copy', type: 'button' }, 'Copy')
    button.addEventListener('click', async () => {
      const text = block.querySelector('code')?.textContent ?? ''
      try {
        await navigator.clipboard.writeText(text)
        showToast('Copied.')
      } catch {
        showToast('Copying was refused. Select the text instead.')
      }
    })
    block.append(button)
  }
}

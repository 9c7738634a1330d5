import { readSetting, writeSetting } from './elements.js'

/** Lets readers choose light or dark whatever their system says; `theme.js` applies it to the next pages. */
export function enhanceColours() {
  const choice = document.querySelector('#theme')
  if (!(choice instanceof HTMLSelectElement)) return
  choice.value = readSetting('theme') ?? ''
  choice.closest('.theme')?.classList.add('works')
  choice.addEventListener('change', () => {
    const theme = choice.value
    writeSetting('theme', theme === '' ? null : theme)
    if (theme === '') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  })
}

// At once, so that what was put away on this device does not come and go: no module, and right after the banners.
{
  const key = 'hidden-banners'
  /** @returns {string[]} */
  const readHidden = () => {
    try {
      return (localStorage.getItem(key) ?? '').split(' ')
    } catch {
      return []
    }
  }
  for (const banner of document.querySelectorAll('[data-banner]')) {
    const id = banner.getAttribute('data-banner') ?? ''
    if (readHidden().includes(id)) banner.remove()
    const button = banner.querySelector('button')
    if (!button) continue
    button.hidden = false
    button.addEventListener('click', () => {
      banner.remove()
      document.querySelector('main')?.focus()
      try {
        localStorage.setItem(key, [...readHidden().slice(-50), id].join(' '))
      } catch {
        // It then comes back with the next page.
      }
    })
  }
}

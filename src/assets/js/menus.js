/** A menu closes when the reader goes elsewhere or presses Escape. */
export function enhanceMenus() {
  /** @returns {NodeListOf<HTMLDetailsElement>} */
  const openMenus = () => document.querySelectorAll('details.menu[open]')
  document.addEventListener('click', ({ target }) => {
    for (const menu of openMenus()) if (!(target instanceof Node && menu.contains(target))) menu.open = false
  })
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return
    for (const menu of openMenus()) {
      if (menu.contains(document.activeElement)) menu.querySelector('summary')?.focus()
      menu.open = false
    }
  })
}

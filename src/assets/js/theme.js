// Before anything is painted: the colours that the reader chose here, in place of the system's. The only script that is no module.
try {
  const theme = localStorage.getItem('theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme
} catch {
  // Without storage the system decides.
}

// Sets theme and language on <html> before the first paint; a file of its own because the policy allows no inline script.
(function () {
  try {
    var theme = localStorage.getItem('lanet.theme')
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
    var locale = localStorage.getItem('lanet.locale')
    if (locale === 'en' || locale === 'es-MX') document.documentElement.lang = locale
  } catch {
    // Storage may be refused by the browser; the system theme and Spanish then apply.
  }
})()

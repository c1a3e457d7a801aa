// Sets theme and language on <html> before the first paint, and asks for what this address will need (early-files.ts); a file of its
// own because the policy allows no inline script.
(function () {
  try {
    var theme = localStorage.getItem('lanet.theme')
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
    var locale = localStorage.getItem('lanet.locale')
    if (locale === 'en' || locale === 'es-MX') document.documentElement.lang = locale
  } catch {
    // Storage may be refused by the browser; the system theme and Spanish then apply.
  }
  var early = document.querySelector('meta[name=early]')
  var lists = early ? JSON.parse(early.content) : {}
  var names = (lists[document.documentElement.lang] || []).concat(lists[location.pathname] || [])
  names.forEach(function (name) {
    var link = document.createElement('link')
    link.rel = 'modulepreload'
    link.crossOrigin = ''
    link.href = '/assets/' + name + '.js'
    document.head.append(link)
  })
})()

// Before the first paint: theme and language on <html>, who has nobody signed in goes to the sign-in page, the session is asked for, and
// so is what this address will need (early-files.ts). A file of its own because the policy allows no inline script.
(function () {
  var root = document.documentElement
  var person = null
  var remembers = false
  try {
    var theme = localStorage.getItem('lanet.theme')
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
    var locale = localStorage.getItem('lanet.locale')
    if (locale === 'en' || locale === 'es-MX') root.lang = locale
    person = JSON.parse(localStorage.getItem('lanet.person'))
    remembers = true
  } catch {
    // Storage may be refused by the browser; the system theme and Spanish then apply.
  }
  var path = location.pathname
  if (path === '/sign-in') return
  var isOpen = /^\/(?:forgot-password|reset-password|invite|rate|approve)(?:\/|$)/.test(path)
  if (!isOpen) {
    if (remembers && !person) {
      var next = path + location.search + location.hash
      root.dataset.left = ''
      location.replace('/sign-in' + (next === '/' ? '' : '?next=' + encodeURIComponent(next)))
      return
    }
    // client.ts takes the answer; the tabs of a browser take turns as there.
    var ask = function () {
      return fetch('/api/auth/refresh', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', 'x-refresh-token': 'cookie' }, cache: 'no-store', signal: AbortSignal.timeout(30000) })
    }
    window.lanetSession = navigator.locks ? navigator.locks.request('lanet-refresh', ask) : ask()
    window.lanetSession.catch(function () {})
  }
  var listOf = function (name) {
    var meta = document.querySelector('meta[name=' + name + ']')
    return meta ? JSON.parse(meta.content) : {}
  }
  var lists = listOf('early')
  if (path === '/') path = person && /^(?:client_admin|solicitante)$/.test(person.role) ? '/requests' : '/tickets'
  // The frame of the portal is drawn in index.html until the portal draws it.
  if (!isOpen) root.dataset.app = path
  var key = lists[path] ? path : path.replace(/[^/]*$/, '')
  var names = [root.lang].concat(isOpen ? [] : ['all', matchMedia('(min-width: 64rem)').matches ? 'wide' : '', key, key + ' ' + root.lang])
  names.forEach(function (name) {
    ;(lists[name] || []).forEach(function (file) {
      var link = document.createElement('link')
      link.rel = 'modulepreload'
      link.crossOrigin = ''
      link.href = '/assets/' + file + '.js'
      document.head.append(link)
    })
  })
  // What the page is called, as soon as its frame is there.
  var words = isOpen ? null : listOf('titles')[path]
  if (!words) return
  new MutationObserver(function (_, watch) {
    var about = document.getElementById('frame-about')
    if (!about) return
    watch.disconnect()
    document.getElementById('frame-title').textContent = words[root.lang][0]
    about.textContent = words[root.lang][1] || ''
  }).observe(root, { childList: true, subtree: true })
})()

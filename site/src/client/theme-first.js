/** The reader's theme before the first paint: chosen, else the system's. */
{
  let theme = null;
  try {
    theme = localStorage.getItem('flash-theme');
  } catch {}
  if (theme !== 'light' && theme !== 'dark')
    theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme;
}

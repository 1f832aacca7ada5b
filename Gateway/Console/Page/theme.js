// Not a module: it runs before the page is first drawn, so that no wrong colours flash.
(() => {
  const name = 'inference.theme';
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const chosen = () => localStorage.getItem(name);
  const apply = () => { root.dataset.theme = chosen() ?? (system.matches ? 'dark' : 'light'); };

  system.addEventListener('change', apply);
  apply();

  addEventListener('DOMContentLoaded', () => {
    const button = document.getElementById('theme');
    const label = () => {
      const other = root.dataset.theme === 'dark' ? 'Light' : 'Dark';
      button.textContent = other;
      button.setAttribute('aria-label', `${other} colours`);
    };
    system.addEventListener('change', label);
    button.addEventListener('click', () => {
      localStorage.setItem(name, root.dataset.theme === 'dark' ? 'light' : 'dark');
      apply();
      label();
      dispatchEvent(new Event('themechange'));
    });
    label();
  });
})();

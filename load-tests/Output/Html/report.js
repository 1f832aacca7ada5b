(() => {
  const root = document.documentElement, system = matchMedia('(prefers-color-scheme: dark)');
  let chosen = null;
  const apply = () => { root.dataset.theme = chosen ?? (system.matches ? 'dark' : 'light'); };
  system.addEventListener('change', apply);
  apply();
  addEventListener('DOMContentLoaded', () => {
    const button = document.getElementById('theme');
    const label = () => { button.textContent = root.dataset.theme === 'dark' ? 'Light' : 'Dark'; };
    button.addEventListener('click', () => { chosen = root.dataset.theme === 'dark' ? 'light' : 'dark'; apply(); label(); });
    system.addEventListener('change', label);
    label();
  });
})();

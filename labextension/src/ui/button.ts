/** A button of JupyterLab's kind, for dialogs and panels. */
export function button(label: string, execute: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'jp-Button jp-mod-styled';
  element.textContent = label;
  element.addEventListener('click', execute);
  return element;
}

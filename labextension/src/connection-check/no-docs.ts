/**
 * What is shown where no Docs server is set: how to connect one.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

const CONFIGURATION = `c.OnlyOffice.docs_url = "https://docs.example.com"
c.OnlyOffice.jwt_secret = "…"
c.OnlyOffice.jupyter_url = "https://jupyter.example.com/"`;

export function howToConnect(trans: TranslationBundle): HTMLElement {
  const node = document.createElement('div');
  node.className = 'jp-OnlyOffice-doctor-connect';
  const say = (text: string): void => {
    const element = document.createElement('p');
    element.textContent = text;
    node.append(element);
  };
  say(
    trans.__(
      'To edit all formats, and together with others, connect an ONLYOFFICE Docs server: write into jupyter_server_config.py where it is, the secret that it was given as JWT_SECRET, and the address at which it reaches this Jupyter server.'
    )
  );
  const code = document.createElement('pre');
  code.textContent = CONFIGURATION;
  node.append(code);
  say(
    trans.__(
      'Then restart the Jupyter server, reload this page and check the connection.'
    )
  );
  return node;
}

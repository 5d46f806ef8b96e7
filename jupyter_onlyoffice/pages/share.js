/* The page of a share link: asks for a name, then opens the one document in the editor of Docs. */
'use strict';

const token = new URLSearchParams(location.search).get('token') || '';
const element = id => document.getElementById(id);
const NAME = 'onlyoffice-guest-name';
const GUEST = 'onlyoffice-guest-id';

/** Tells this guest from the others of the link, as long as this tab lives. */
function guest() {
  let id = sessionStorage.getItem(GUEST);
  if (!id) {
    id = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte =>
      byte.toString(16).padStart(2, '0')
    ).join('');
    sessionStorage.setItem(GUEST, id);
  }
  return id;
}

function fail(text) {
  element('stage').hidden = true;
  element('door').hidden = false;
  element('trouble').textContent = text;
  element('trouble').hidden = false;
  element('form').querySelector('button').disabled = false;
}

async function open(name) {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const response = await fetch('share/open', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      token,
      name,
      guest: guest(),
      lang: navigator.language,
      theme: dark ? 'dark' : 'light'
    })
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(answer.message || 'The server cannot be reached.');
  }
  return answer;
}

function load(url) {
  if (window.DocsAPI) {
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = resolve;
    script.onerror = () =>
      reject(new Error('The editor could not be loaded. Try again later.'));
    document.head.append(script);
  });
}

async function start(name) {
  let answer = await open(name);
  await load(answer.apiUrl);
  document.title = answer.config.document.title;
  element('door').hidden = true;
  element('stage').hidden = false;
  const again = async () => {
    try {
      answer = await open(name);
      editor.refreshFile(answer.config);
    } catch (error) {
      end(error.message);
    }
  };
  const end = text => {
    editor.destroyEditor();
    fail(text);
  };
  const restart = () => {
    editor.destroyEditor();
    start(name).catch(error => fail(error.message));
  };
  let ready = false;
  let unsaved = false;
  const editor = new DocsAPI.DocEditor('editor', {
    ...structuredClone(answer.config),
    events: {
      onDocumentReady: () => {
        ready = true;
      },
      onDocumentStateChange: event => {
        unsaved = event.data === true;
      },
      onError: event => {
        if (!ready) {
          end(
            `The document cannot be opened: ${event.data?.errorDescription || event.data?.errorCode}`
          );
        }
      },
      onRequestRefreshFile: again,
      // Without a handler api.js reloads the page.
      onSwitchEditorType: event => {
        if (event.data?.restart) {
          restart();
        }
      }
    }
  });
  window.onbeforeunload = event => {
    if (unsaved) {
      event.preventDefault();
    }
  };
}

element('name').value = localStorage.getItem(NAME) || '';
element('form').addEventListener('submit', event => {
  event.preventDefault();
  const name = element('name').value.trim();
  if (!name) {
    return;
  }
  localStorage.setItem(NAME, name);
  element('trouble').hidden = true;
  element('form').querySelector('button').disabled = true;
  start(name).catch(error => fail(error.message));
});

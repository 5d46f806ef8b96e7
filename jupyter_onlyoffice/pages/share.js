/* The page of a share link: asks for a name, then opens the one document in the editor of Docs. */
'use strict';

const token = new URLSearchParams(location.search).get('token') || '';
const element = id => document.getElementById(id);
/** What goes wrong, in words of the server's table. */
const TROUBLES = JSON.parse(element('door').dataset.troubles);
const NAME = 'onlyoffice-guest-name';
const GUEST = 'onlyoffice-guest-id';
/** How long what was typed may take to reach Docs, in ms: measured are 1 to 3.6 s. */
const SETTLE = 5000;
/** Time between two questions whether the file has the edits, in ms. */
const WATCH = 10000;

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

/** `over`: the key that Docs says has ended. */
function open(name, over = '') {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  return ask('share/open', {
    name,
    over,
    guest: guest(),
    lang: navigator.language,
    theme: dark ? 'dark' : 'light'
  });
}

/** Say when the file lacks edits, as Docs does not know it. */
async function watch() {
  try {
    element('unstored').hidden = (await ask('share/state', {})).stored;
  } catch {
    // The link may be good no more: then Docs sends the guest away.
  }
}

async function ask(route, body) {
  const response = await fetch(`${route}?token=${encodeURIComponent(token)}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body)
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(answer.message || TROUBLES.offline);
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
      reject(new Error(TROUBLES.script));
    document.head.append(script);
  });
}

async function start(name) {
  const answer = await open(name);
  let { key } = answer.config.document;
  let repeated = '';
  await load(answer.apiUrl);
  document.title = answer.config.document.title;
  element('door').hidden = true;
  element('stage').hidden = false;
  const again = async () => {
    try {
      const fresh = (await open(name, key)).config;
      if (fresh.document.key === repeated) {
        // Docs would call it over again and again.
        throw new Error(TROUBLES.ended);
      }
      if (await mayDrop()) {
        repeated = fresh.document.key === key ? key : '';
        key = fresh.document.key;
        editor.refreshFile(fresh);
      }
    } catch (error) {
      if (await mayDrop(error.message)) {
        end(error.message);
      }
    }
  };
  const end = text => {
    editor.destroyEditor();
    fail(text);
  };
  const restart = async () => {
    if (await mayDrop()) {
      editor.destroyEditor();
      start(name).catch(error => fail(error.message));
    }
  };
  /** Whether the editor may go: what was typed has reached Docs, which takes seconds, or the guest gives it up. */
  const mayDrop = async (reason = '') => {
    const end = Date.now() + SETTLE;
    while (unsaved && Date.now() < end) {
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    return !unsaved || confirm(`${reason} ${TROUBLES.unsaved}`.trim());
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
          const { errorDescription, errorCode } = event.data ?? {};
          end(TROUBLES.refused.replace('%1', () => errorDescription || errorCode));
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

setInterval(() => element('stage').hidden || watch(), WATCH);

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

/* The stand-in's editor: shows the lines of a document, lets the user type paragraphs above them. */
(function () {
  'use strict';

  const settings = '__SETTINGS__';
  const timings = settings.timings;
  const query = new URLSearchParams(window.location.search);
  const kind = /\/(\w+)editor\/main/.exec(window.location.pathname)[1];
  const kinds = { document: 'word', spreadsheet: 'cell', presentation: 'slide', pdf: 'pdf', visio: 'diagram' };
  const byId = id => document.getElementById(id);
  const page = byId('typed'); // what takes the keys

  let editorConfig = {};
  let opening = null; // what the connection was last told to open
  let socket = null;
  let editing = false;
  let strict = false; // edits stay here until the user saves
  let drawn = false;
  let blank = false;
  let accepting = false; // whether keys land in the document
  let unsent = new Map(); // paragraphs that have not reached Docs
  let sending = null; // the batch that is under way
  let batch = 0;
  let settling = 0; // the timer that sends
  let afterSent = []; // what waits until Docs has all
  let paragraph = null; // the one that is typed into
  const notes = []; // events and commands that the server has not been told of

  document.body.dataset.kind = kinds[kind];

  const seconds = delay => new Promise(resolve => setTimeout(resolve, delay * 1000));

  function emit(event, data) {
    window.parent.postMessage(JSON.stringify({ frameEditorId: query.get('frameEditorId'), event, data }), '*');
    note({ type: 'event', event, data });
  }

  function tell(message) {
    if (socket && socket.readyState === WebSocket.OPEN) {
      socket.send(JSON.stringify(message));
    }
  }

  // For the record of the tests: kept until there is a connection.
  function note(message) {
    notes.push(message);
    if (socket && socket.readyState === WebSocket.OPEN) {
      notes.splice(0).forEach(kept => tell({ ...kept, key: opening.document.key, user: (editorConfig.user || {}).id }));
    }
  }

  // Whoever is measured as nothing while loading stays blank for good, as the genuine editor does.
  function measure() {
    if (!drawn && (window.innerWidth === 0 || window.innerHeight === 0)) {
      blank = true;
      document.body.classList.add('blank');
    }
  }

  function stealFocus() {
    accepting = editing;
    window.focus();
    page.focus();
  }

  function connect(reconnect) {
    socket = new WebSocket(
      `${window.location.origin.replace(/^http/, 'ws')}${settings.prefix}/doc/${encodeURIComponent(opening.document.key)}/c/`
    );
    const own = socket;
    own.onopen = () => {
      tell({ type: 'open', config: opening, reconnect });
    };
    own.onmessage = event => own === socket && onTold(JSON.parse(event.data));
    own.onclose = async () => {
      if (own === socket && drawn) {
        show('state', 'Connection is lost. Trying to connect.');
        await seconds(1);
        if (own === socket) {
          connect(true);
        }
      }
    };
  }

  // Keys and what becomes of them

  function show(id, text) {
    byId(id).textContent = text;
  }

  function typedInto(id) {
    let element = byId(`edit-${id}`);
    if (!element) {
      element = document.createElement('p');
      element.id = `edit-${id}`;
      page.append(element);
    }
    return element;
  }

  function change(text) {
    if (!editing || blank || !accepting) {
      return;
    }
    if (!paragraph) {
      paragraph = crypto.randomUUID ? crypto.randomUUID() : `p${Date.now()}${Math.random()}`;
    }
    const element = typedInto(paragraph);
    element.textContent = text === null ? element.textContent.slice(0, -1) : element.textContent + text;
    if (unsent.size === 0 && sending === null) {
      emit('onDocumentStateChange', true);
      show('state', '');
    }
    unsent.set(paragraph, element.textContent);
    if (!settling && !strict) {
      settling = setTimeout(send, timings.settle * 1000);
    }
  }

  function send() {
    clearTimeout(settling);
    settling = 0;
    if (sending !== null || unsent.size === 0) {
      return;
    }
    sending = { batch: ++batch, edits: [...unsent].map(([id, text]) => ({ id, text })) };
    unsent.clear();
    tell({ type: 'edit', ...sending });
  }

  function onSent() {
    sending = null;
    if (unsent.size > 0) {
      settling = settling || (strict ? 0 : setTimeout(send, timings.settle * 1000));
      return;
    }
    emit('onDocumentStateChange', false);
    show('state', 'All changes saved');
    afterSent.splice(0).forEach(next => next());
  }

  function flushed() {
    return new Promise(resolve => {
      if (unsent.size === 0 && sending === null) {
        resolve();
      } else {
        afterSent.push(resolve);
        send();
      }
    });
  }

  async function save() {
    await flushed();
    if ((editorConfig.customization || {}).forcesave) {
      tell({ type: 'forceSave' });
    }
  }

  page.addEventListener('beforeinput', event => {
    event.preventDefault();
    if (event.inputType === 'insertParagraph' || event.inputType === 'insertLineBreak') {
      paragraph = null;
    } else if (event.inputType.startsWith('delete')) {
      change(null);
    } else {
      const text = event.data || (event.dataTransfer && event.dataTransfer.getData('text/plain'));
      if (text) {
        change(text);
      }
    }
  });

  window.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      event.preventDefault();
      save();
    }
  });

  byId('save').addEventListener('click', () => {
    save();
    page.focus();
  });

  // Boxes

  function ask(text, buttons) {
    show('modal-text', text);
    byId('modal').hidden = false;
    byId('modal-buttons').replaceChildren(
      ...Object.entries(buttons).map(([label, answer]) => {
        const button = document.createElement('button');
        button.textContent = label;
        button.addEventListener('click', () => {
          byId('modal').hidden = true;
          answer();
        });
        return button;
      })
    );
  }

  function requestClose() {
    if (unsent.size === 0 && sending === null) {
      emit('onRequestClose');
      return;
    }
    ask(
      'All unsaved changes in this document will be lost.\nClick "Cancel" then "Save" to save them. Click "OK" to discard all the unsaved changes.',
      {
        OK: () => {
          forgetUnsent();
          emit('onRequestClose');
        },
        Cancel: () => page.focus()
      }
    );
  }

  function forgetUnsent() {
    clearTimeout(settling);
    settling = 0;
    unsent.clear();
    sending = null;
  }

  // What the File menu and the like offer, if the host handles it: [label, capability, event, data].
  const ACTIONS = [
    ['Create New', 'canRequestCreateNew', 'onRequestCreateNew', null],
    ['Version History', 'canUseHistory', 'onRequestHistory', null],
    ['Access Rights', 'canRequestSharingSettings', 'onRequestSharingSettings', null],
    ['Insert image from storage', 'canRequestInsertImage', 'onRequestInsertImage', { c: 'add' }],
    ['Select document', 'canRequestSelectDocument', 'onRequestSelectDocument', { c: 'compare' }],
    ['Select spreadsheet', 'canRequestSelectSpreadsheet', 'onRequestSelectSpreadsheet', { c: 'mailmerge' }],
    ['Mention', 'canRequestUsers', 'onRequestUsers', { c: 'mention', from: 0, count: 100, search: '' }],
    ['Start filling', 'canStartFilling', 'onRequestStartFilling', null]
  ];

  function fillMenu() {
    const entries = ACTIONS.filter(([, capability]) => editorConfig[capability]).map(([label, , event, data]) => [
      label,
      () => emit(event, data)
    ]);
    const permissions = opening.document.permissions || {};
    if (editorConfig.canRename) {
      entries.push(['Rename', rename]);
    }
    if (
      editorConfig.canRequestEditRights &&
      editorConfig.mode === 'view' &&
      (permissions.edit !== false || permissions.review === true)
    ) {
      entries.push(['Edit document', () => emit('onRequestEditRights', null)]);
    }
    if (editorConfig.canRequestSaveAs) {
      const title = `${byId('title').textContent.replace(/\.[^.]*$/, '')}.pdf`;
      entries.push([
        'Save Copy As PDF',
        () => tell({ type: 'downloadAs', format: 'pdf', event: 'onRequestSaveAs', extra: { title } })
      ]);
    }
    byId('menu').replaceChildren(
      ...entries.map(([label, act]) => {
        const button = document.createElement('button');
        button.textContent = label;
        button.addEventListener('click', () => {
          byId('menu').hidden = true;
          act();
        });
        return button;
      })
    );
    const close = (editorConfig.customization || {}).close || {};
    byId('close').hidden = !(editorConfig.canRequestClose && close.visible);
    const { favorite } = opening.document.info || {};
    byId('favorite').hidden = favorite === undefined || favorite === null;
    setFavorite(favorite);
  }

  function setFavorite(favorite) {
    byId('favorite').dataset.on = String(!!favorite);
    show('favorite', favorite ? '★' : '☆');
  }

  // The header shows the new name at once, whatever the host makes of it.
  function rename() {
    const title = byId('title').textContent;
    const stem = title.replace(/\.[^.]*$/, '');
    const name = (window.prompt('Rename', stem) || '').trim();
    if (name && name !== stem) {
      show('title', name + title.slice(stem.length));
      emit('onRequestRename', name);
    }
  }

  byId('file').addEventListener('click', () => (byId('menu').hidden = !byId('menu').hidden));
  byId('close').addEventListener('click', requestClose);
  byId('favorite').addEventListener('click', () =>
    emit('onMetaChange', { favorite: byId('favorite').dataset.on !== 'true' })
  );

  // What the server tells

  async function onOpened(opened) {
    editing = opened.editing;
    strict = opened.mode === 'edit' && (editorConfig.coEditing || {}).mode === 'strict';
    page.replaceChildren();
    paragraph = null;
    opened.typed.forEach(edit => (typedInto(edit.id).textContent = edit.text));
    byId('lines').replaceChildren(
      ...opened.lines.map(line => Object.assign(document.createElement('p'), { textContent: line }))
    );
    show('title', opened.title);
    show('users', opened.users.join(', '));
    editing = editing && byId('history').hidden;
    byId('save').hidden = !editing;
    page.contentEditable = String(editing);
    if (drawn) {
      show('state', ''); // reconnected, or refreshed: neither onInfo nor onDocumentReady a second time
      if (sending !== null) {
        tell({ type: 'edit', ...sending });
      }
      return;
    }
    emit('onInfo', { mode: opened.mode });
    document.body.classList.add(opened.theme || 'theme-light');
    await seconds(timings.document_ready);
    measure();
    fillMenu();
    stealFocus();
    await seconds(0.1);
    drawn = true;
    emit('onDocumentReady');
    emit('onPluginsReady');
    tell({ type: 'ready' }); // back it comes when the record has all that was told before
    await seconds(timings.focus_again);
    stealFocus();
    document.body.classList.add('calm'); // for tests: it takes no focus any more
  }

  async function onVersionChanged() {
    await seconds(timings.version_changed);
    if (editorConfig.canRequestRefreshFile) {
      emit('onRequestRefreshFile', null);
    } else {
      ask('The file version has been changed. The page will be reloaded.', { 'Got it': () => emit('onOutdatedVersion') });
    }
  }

  const WARNINGS = {
    '-101': 'The document could not be saved. Please check connection settings or contact your administrator.',
    '-104': 'The last save of this document failed; its restored version has been opened.'
  };

  function onTold(message) {
    const handlers = {
      opened: onOpened,
      versionChanged: onVersionChanged,
      ack: onSent,
      ready: () => document.body.classList.add('ready'),
      edit: () => (typedInto(message.id).textContent = message.text),
      users: () => show('users', message.users.join(', ')),
      forceSaveCode: () => message.code === 0 && show('state', 'Saving…'),
      forceSaved: () =>
        unsent.size === 0 && sending === null && show('state', message.ok ? 'All changes saved' : 'Saving failed'),
      emit: () => emit(message.event, message.data),
      version: () => {
        if (message.version !== chosen) {
          return;
        }
        const line = (text, name) => Object.assign(document.createElement('p'), { textContent: text, className: name });
        page.replaceChildren();
        byId('lines').replaceChildren(
          ...message.changed.map(text => line(text, 'changed')),
          ...message.lines.map(text => line(text, ''))
        );
      },
      meta: () => {
        show('title', message.title);
        emit('onMetaChange', { title: message.title });
      },
      drop: () => {
        editing = false;
        page.contentEditable = 'false';
        ask('The right to edit the document has been withdrawn.', { OK: () => {} });
      },
      warning: () => {
        const text = WARNINGS[message.code];
        emit('onWarning', { warningCode: message.code, warningDescription: text });
        ask(text, { OK: () => {} });
      },
      error: () => {
        emit('onError', { errorCode: message.code, errorDescription: message.description });
        ask(`${message.description}\nPress "OK" to close the editor.`, { OK: () => emit('onRequestClose') });
      }
    };
    handlers[message.type] && handlers[message.type](message);
  }

  // What the host commands

  function open(config) {
    opening = config;
    const old = socket;
    socket = null;
    if (old) {
      old.close();
    }
    connect(false);
  }

  function configOf(doc) {
    const { token, ...rest } = doc;
    return { document: rest, editorConfig, documentType: kinds[kind], token };
  }

  // The version history: to open it is to leave the room.

  let listed = []; // what the host listed
  let chosen = null; // the version that is shown or asked for

  function showHistory(data) {
    if (data.error || !data.history) {
      ask(data.error || 'The version history could not be loaded.', { OK: () => {} });
      return;
    }
    tell({ type: 'leave' });
    editing = false;
    page.contentEditable = 'false';
    byId('save').hidden = true;
    byId('users').hidden = true;
    byId('history').hidden = false;
    byId('history-close').hidden = !editorConfig.canHistoryClose;
    listed = data.history;
    const newest = listed[listed.length - 1];
    byId('versions').replaceChildren(
      ...[...listed].reverse().map(version => {
        const item = document.createElement('li');
        item.dataset.version = version.version;
        const add = (tag, name, text) =>
          item.append(Object.assign(document.createElement(tag), { className: name, textContent: text }));
        add('b', 'number', `Ver. ${version.version}`);
        add('span', 'created', version.created);
        add('span', 'author', (version.user && version.user.name) || 'Anonymous');
        item.addEventListener('click', () => choose(version.version));
        if (editorConfig.canHistoryRestore && version !== newest) {
          add('button', 'restore', 'Restore');
          item.lastChild.addEventListener('click', event => {
            event.stopPropagation();
            emit('onRequestRestore', { version: version.version, fileType: 'docx' });
          });
        }
        return item;
      })
    );
    choose(data.currentVersion);
  }

  function choose(number) {
    chosen = number;
    byId('versions').childNodes.forEach(item => {
      item.classList.toggle('selected', item.dataset.version === String(number));
    });
    emit('onRequestHistoryData', number);
  }

  byId('history-close').addEventListener('click', () => emit('onRequestHistoryClose'));

  const commands = {
    refreshHistory: showHistory,
    setHistoryData: data => {
      if (data.error) {
        ask(data.error, { OK: () => {} });
        return;
      }
      const entry = listed.find(version => version.version === data.version) || {};
      const highlights = entry.changes && entry.changes.length > 0;
      tell({ type: 'version', data, serverVersion: highlights ? entry.serverVersion : null });
    },
    init: data => {
      editorConfig = data.config;
    },
    openDocument: data => {
      if (editorConfig.canRequestUsers) {
        emit('onRequestUsers', { c: 'info', id: [(editorConfig.user || {}).id] });
      }
      open(configOf(data.doc));
    },
    refreshFile: config => {
      if (unsent.size > 0 || sending !== null) {
        forgetUnsent(); // dropped without a word, and reported as saved
        emit('onDocumentStateChange', false);
      }
      opening = config; // nothing but a new start leaves the history
      tell({ type: 'open', config });
    },
    requestClose,
    setFavorite: data => setFavorite(data),
    showMessage: data => ask(data.msg || data.title, { OK: () => {} }),
    processRightsChange: data => {
      if (data.enabled === false) {
        editing = false;
        page.contentEditable = 'false';
        byId('save').hidden = true;
        if (data.message) {
          ask(data.message, { OK: () => {} });
        }
      }
    },
    downloadAs: format => tell({ type: 'downloadAs', format, event: 'onDownloadAs' }),
    grabFocus: () => {
      if (kinds[kind] === 'cell') {
        // Seen in the genuine spreadsheet editor.
        throw new TypeError("Cannot read properties of undefined (reading 'focus')");
      }
      page.focus();
    }
  };

  window.addEventListener('message', event => {
    if (event.source !== window.parent || typeof event.data !== 'string') {
      return;
    }
    const message = JSON.parse(event.data);
    if (message.command !== 'init' && message.command !== 'openDocument' && message.command !== 'processMouse') {
      note({ type: 'command', command: message.command, data: message.data });
    }
    if (commands[message.command]) {
      commands[message.command](message.data);
    }
  });

  // A click anywhere on the paper puts the cursor where one can type.
  byId('area').addEventListener('mouseup', () => page.focus());
  window.addEventListener('focus', () => page.focus());
  window.addEventListener('resize', measure);
  seconds(timings.app_ready).then(() => {
    measure();
    emit('onAppReady');
  });
})();

/* The stand-in's api.js: window.DocsAPI.DocEditor, with the manners of the genuine one. */
(function () {
  'use strict';

  var settings = '__SETTINGS__';

  // Read once, at construction, from config.events.
  var CAPABILITIES = {
    canUseHistory: 'onRequestHistory',
    canHistoryClose: 'onRequestHistoryClose',
    canHistoryRestore: 'onRequestRestore',
    canSendEmailAddresses: 'onRequestEmailAddresses',
    canRequestEditRights: 'onRequestEditRights',
    canRequestClose: 'onRequestClose',
    canRename: 'onRequestRename',
    canMakeActionLink: 'onMakeActionLink',
    canRequestUsers: 'onRequestUsers',
    canRequestSendNotify: 'onRequestSendNotify',
    canRequestSaveAs: 'onRequestSaveAs',
    canRequestInsertImage: 'onRequestInsertImage',
    canRequestMailMergeRecipients: 'onRequestMailMergeRecipients',
    canRequestCompareFile: 'onRequestCompareFile',
    canRequestSharingSettings: 'onRequestSharingSettings',
    canRequestCreateNew: 'onRequestCreateNew',
    canRequestReferenceData: 'onRequestReferenceData',
    canRequestOpen: 'onRequestOpen',
    canRequestSelectDocument: 'onRequestSelectDocument',
    canRequestSelectSpreadsheet: 'onRequestSelectSpreadsheet',
    canRequestReferenceSource: 'onRequestReferenceSource',
    canSaveDocumentToBinary: 'onSaveDocument',
    canStartFilling: 'onRequestStartFilling',
    canRequestRefreshFile: 'onRequestRefreshFile',
    canUpdateVersion: 'onOutdatedVersion',
    canRequestFillingStatus: 'onRequestFillingStatus'
  };

  // Methods that only send a command with their first argument to the frame.
  var COMMANDS = [
    'refreshHistory',
    'setHistoryData',
    'setEmailAddresses',
    'setActionLink',
    'processMailMerge',
    'downloadAs',
    'setUsers',
    'showSharingSettings',
    'setSharingSettings',
    'insertImage',
    'setMailMergeRecipients',
    'setRevisedFile',
    'setFavorite',
    'requestClose',
    'grabFocus',
    'blurFocus',
    'setReferenceData',
    'refreshFile',
    'setRequestedDocument',
    'setRequestedSpreadsheet',
    'setReferenceSource',
    'startFilling',
    'requestRoles'
  ];

  var FOLDERS = {
    word: 'documenteditor',
    cell: 'spreadsheeteditor',
    slide: 'presentationeditor',
    pdf: 'pdfeditor',
    diagram: 'visioeditor'
  };

  // The address of web-apps/apps/, from the script tag that is still in the page.
  function appsUrl() {
    var scripts = document.getElementsByTagName('script');
    for (var index = scripts.length - 1; index >= 0; index--) {
      var match = /^(.*\/)api\/documents\/api\.js(\?.*)?$/i.exec(scripts[index].src);
      if (match) {
        return { base: match[1], query: match[2] || '' };
      }
    }
    return { base: '', query: '' };
  }

  function fillIn(target, defaults) {
    Object.keys(defaults).forEach(function (name) {
      var value = defaults[name];
      if (target[name] === undefined) {
        target[name] = value && typeof value === 'object' ? fillIn({}, value) : value;
      } else if (value && typeof value === 'object') {
        fillIn(target[name], value);
      }
    });
    return target;
  }

  function check(config) {
    var doc = config.document;
    if (!doc || typeof doc.url !== 'string' || typeof doc.fileType !== 'string') {
      window.alert('One or more required parameter for the config object is not set');
      return false;
    }
    if (doc.key !== undefined && (typeof doc.key !== 'string' || !/^[0-9a-zA-Z._=-]{1,128}$/.test(doc.key))) {
      window.alert('The "document.key" parameter for the config object is invalid. Please correct it.');
      return false;
    }
    if (config.documentType && !FOLDERS[config.documentType]) {
      window.alert('The "documentType" parameter for the config object is invalid. Please correct it.');
      return false;
    }
    return true;
  }

  function createFrame(config, placeholderId) {
    var apps = appsUrl();
    var doc = config.document;
    var base = apps.base.replace(/\/web-apps\/apps\/$/, '/' + settings.version + '-' + settings.build + '/web-apps/apps/');
    var parameters = {
      _dc: settings.version + '-' + settings.build,
      lang: config.editorConfig.lang,
      customer: 'ONLYOFFICE',
      type: config.type,
      frameEditorId: placeholderId,
      isForm: doc.isForm === undefined ? undefined : String(doc.isForm),
      parentOrigin: window.location.origin,
      fileType: doc.fileType,
      shardkey: /[?&]shardkey=/.test(apps.query) ? doc.key : undefined
    };
    var query = Object.keys(parameters)
      .filter(function (name) {
        return parameters[name] !== undefined;
      })
      .map(function (name) {
        return name + '=' + (name === 'parentOrigin' ? parameters[name] : encodeURIComponent(parameters[name]));
      })
      .join('&');
    var frame = document.createElement('iframe');
    frame.src = base + FOLDERS[config.documentType] + '/main/index.html?' + query;
    frame.width = config.width;
    frame.height = config.height;
    frame.align = 'top';
    frame.frameBorder = 0;
    frame.name = 'frameEditor';
    frame.allowFullscreen = true;
    frame.setAttribute('allow', 'autoplay; camera; microphone; display-capture; clipboard-write;');
    return frame;
  }

  function DocEditor(placeholderId, config) {
    var self = this;
    var frame = null;

    config = config || {};
    fillIn(config, DocEditor.defaultConfig);
    Object.keys(CAPABILITIES).forEach(function (name) {
      config.editorConfig[name] = !!(config.events && config.events[CAPABILITIES[name]]);
    });
    config.frameEditorId = placeholderId;
    config.parentOrigin = window.location.origin;

    function command(name, data) {
      if (frame && frame.contentWindow) {
        frame.contentWindow.postMessage(JSON.stringify({ command: name, data: data }), '*');
      }
    }

    function onMessage(event) {
      var message;
      try {
        message = JSON.parse(event.data);
      } catch (error) {
        return;
      }
      if (!message || message.frameEditorId !== placeholderId || !frame) {
        return;
      }
      var handler = config.events && config.events[message.event];
      if (message.event === 'onAppReady') {
        command('init', { config: config.editorConfig, type: config.documentType });
        command('openDocument', { doc: config.document });
      }
      if (message.event === 'onSwitchEditorType' && !handler && message.data && message.data.restart) {
        window.location.reload();
        return;
      }
      if (message.event === 'onRequestEditRights' && !handler) {
        command('applyEditRights', { allowed: false });
        return;
      }
      if (handler) {
        handler.call(self, { target: self, data: message.data });
      }
    }

    // The genuine one listens to it to tell the frame when the button is released outside.
    function onMouseUp(event) {
      command('processMouse', { type: 'mouseup', x: event.x, y: event.y });
    }

    COMMANDS.forEach(function (name) {
      self[name] = function (data) {
        command(name, data);
      };
    });
    self.showMessage = function (title, text) {
      command('showMessage', { title: title, msg: text });
    };
    self.processRightsChange = function (enabled, text) {
      command('processRightsChange', { enabled: enabled, message: text });
    };
    self.denyEditingRights = function (text) {
      command('processRightsChange', { enabled: false, message: text });
    };
    self.serviceCommand = function (name, data) {
      command('internalCommand', { command: name, data: data });
    };
    self.openDocument = function (data) {
      command('openDocumentFromBinary', data);
    };
    self.attachMouseEvents = function () {
      window.addEventListener('mouseup', onMouseUp);
    };
    self.detachMouseEvents = function () {
      window.removeEventListener('mouseup', onMouseUp);
    };
    self.destroyEditor = function () {
      if (frame && frame.parentNode) {
        var place = document.createElement('div');
        place.setAttribute('id', placeholderId);
        frame.parentNode.replaceChild(place, frame);
      }
      frame = null;
      self.detachMouseEvents();
      window.removeEventListener('message', onMessage);
    };

    var target = document.getElementById(placeholderId);
    if (target && check(config)) {
      config.document.token = config.token;
      if (config.documentType === 'pdf' && config.document.isForm === undefined) {
        config.document.isForm = false;
      }
      frame = createFrame(config, placeholderId);
      target.parentNode.replaceChild(frame, target);
      window.addEventListener('message', onMessage);
      self.attachMouseEvents();
    }
  }

  DocEditor.defaultConfig = {
    type: 'desktop',
    width: '100%',
    height: '100%',
    documentType: 'word',
    document: { permissions: {} },
    editorConfig: {
      lang: 'en',
      canCoAuthoring: true,
      customization: { about: true, feedback: false }
    }
  };
  DocEditor.version = function () {
    return settings.version;
  };
  DocEditor.warmUp = function () {};

  window.DocsAPI = { DocEditor: DocEditor };
})();

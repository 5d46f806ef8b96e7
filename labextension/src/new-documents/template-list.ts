/**
 * The body of the dialog "New from Template": the templates, and the name of
 * the document.
 */
import type { Dialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { Widget } from '@lumino/widgets';

import { ICONS } from '../application/icons';
import { wordsOfKind } from './document-types';
import type { Office } from '../application/services';
import type { Offered, Template } from '../server/types';

/** What the user chose. */
export interface Choice {
  name: string;
  type?: string;
  template?: Pick<Template, 'source' | 'path'>;
}

interface Row {
  node: HTMLElement;
  label: string;
  name: string;
  type: string;
  template?: Template;
}

/** How many templates are looked through without a filter. */
const FEW = 8;

export class TemplateList extends Widget implements Dialog.IBodyWidget<Choice> {
  constructor(
    private readonly _office: Office,
    offered: Offered
  ) {
    super();
    this.addClass('jp-OnlyOffice-templates');
    const { trans } = _office;
    if (offered.templates.length > FEW) {
      this._addFilter();
    }
    this._list = this._add('div', 'list');
    this._list.setAttribute('role', 'listbox');
    this._list.setAttribute('aria-label', trans.__('Templates'));
    this._list.addEventListener('keydown', event => this._onKey(event));

    const of = (source: Template['source']) =>
      offered.templates.filter(template => template.source === source);
    const { templates: folder } = _office.settings;
    this._addGroup(trans.__('From the folder “%1”', folder), of('folder'));
    this._addGroup(trans.__('For everybody on this server'), of('server'));
    this._addHeading(trans.__('Empty'));
    for (const type of _office.status.create) {
      this._addRow({
        label: wordsOfKind(type, trans).label,
        name: offered.names[type],
        type
      });
    }
    this._addHint(offered);

    const label = this._add('label', 'name');
    label.textContent = trans.__('Name');
    this._name = document.createElement('input');
    this._name.className = 'jp-mod-styled';
    this._name.addEventListener('input', () => {
      this._named = this._name.value !== '';
    });
    label.append(this._name);
    this._select(this._rows[0]);
  }

  getValue(): Choice {
    const { template, type } = this._selected;
    const name = this._name.value.trim();
    return template
      ? { name, template: { source: template.source, path: template.path } }
      : { name, type };
  }

  private _addFilter(): void {
    const filter = document.createElement('input');
    filter.className = 'jp-mod-styled jp-OnlyOffice-templates-filter';
    filter.type = 'search';
    filter.placeholder = this._office.trans.__('Filter');
    filter.addEventListener('input', () => {
      const wanted = filter.value.trim().toLocaleLowerCase();
      for (const { node, label } of this._rows) {
        node.hidden = !label.toLocaleLowerCase().includes(wanted);
      }
    });
    this.node.append(filter);
  }

  private _addGroup(heading: string, templates: Template[]): void {
    if (templates.length > 0) {
      this._addHeading(heading);
    }
    for (const template of templates) {
      this._addRow({
        label: PathExt.basename(template.path),
        name: template.name,
        type: template.type,
        template
      });
    }
  }

  private _addHeading(text: string): void {
    const heading = this._add('div', 'heading', this._list);
    heading.setAttribute('role', 'presentation');
    heading.textContent = text;
  }

  private _addRow(row: Omit<Row, 'node'>): void {
    const node = this._add('div', 'item', this._list);
    node.setAttribute('role', 'option');
    node.title = row.template?.path ?? '';
    const format = this._office.status.formats.find(
      ({ ext }) => ext === row.type
    );
    ICONS[format?.kind ?? 'word'].element({ container: node, height: '16px' });
    const label = document.createElement('span');
    label.textContent = row.label;
    node.append(label);
    const whole = { ...row, node };
    node.addEventListener('click', () => this._select(whole));
    node.addEventListener('dblclick', () => {
      this._select(whole);
      node
        .closest('.jp-Dialog')
        ?.querySelector<HTMLElement>('.jp-Dialog-footer .jp-mod-accept')
        ?.click();
    });
    this._rows.push(whole);
  }

  /** Say how templates come here, as long as there are none, or why they do not. */
  private _addHint({ problem, templates }: Offered): void {
    const { trans } = this._office;
    const hint = problem
      ? trans.__(
          'The folder “%1”, named in the settings as the one with templates, cannot be read: %2',
          this._office.settings.templates,
          problem.cause
        )
      : templates.length === 0
        ? trans.__(
            'To have templates of your own here, put them into a folder and name it in Settings, ONLYOFFICE, “Folder with templates”.'
          )
        : '';
    if (hint) {
      this._add('div', 'hint').textContent = hint;
    }
  }

  private _select(row: Row): void {
    this._selected = row;
    for (const { node } of this._rows) {
      const selected = node === row.node;
      node.setAttribute('aria-selected', String(selected));
      node.tabIndex = selected ? 0 : -1;
    }
    if (!this._named) {
      this._name.value = row.name;
    }
  }

  private _onKey(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const shown = this._rows.filter(({ node }) => !node.hidden);
    const next =
      step && shown[shown.findIndex(row => row === this._selected) + step];
    if (next) {
      event.preventDefault();
      this._select(next);
      next.node.focus();
    }
  }

  private _add(tag: string, name: string, to = this.node): HTMLElement {
    const element = document.createElement(tag);
    element.className = `jp-OnlyOffice-templates-${name}`;
    to.append(element);
    return element;
  }

  private readonly _list: HTMLElement;
  private readonly _name: HTMLInputElement;
  private readonly _rows: Row[] = [];
  private _selected!: Row;
  private _named = false;
}

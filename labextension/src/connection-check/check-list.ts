/**
 * The list of all legs, in the groups that the way is made of.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';

import type { Group, Leg } from './leg';
import { GROUPS, groupOf } from './leg';
import { LegRow } from './check-row';
import { groupTitle } from './titles';

export class LegList {
  /** `inside` is shown in the row of the leg with that name. */
  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _inside: Record<string, HTMLElement>
  ) {
    this.node.className = 'jp-OnlyOffice-doctor-legs';
  }

  readonly node = document.createElement('div');

  show(legs: Leg[]): void {
    const before = new Map<Group, string>();
    for (const leg of legs) {
      let row = this._rows.get(leg.leg);
      if (!row) {
        row = new LegRow(leg.leg, this._trans);
        const inside = this._inside[leg.leg];
        if (inside) {
          row.embed(inside);
        }
        this._rows.set(leg.leg, row);
        this._list(groupOf(leg.leg)).append(row.node);
      }
      // What keeps several legs from being tested is said at the first of them.
      const group = groupOf(leg.leg);
      const why = leg.state === 'untested' ? leg.cause : '';
      row.show(why && before.get(group) === why ? { ...leg, cause: '' } : leg);
      before.set(group, why);
    }
  }

  /** Begin anew. */
  clear(): void {
    this._rows.clear();
    this._lists.clear();
    this.node.replaceChildren();
  }

  /** Bring a leg into view. */
  reveal(leg: string): void {
    this._rows.get(leg)?.node.scrollIntoView({ block: 'nearest' });
  }

  private _list(group: Group): HTMLElement {
    let list = this._lists.get(group);
    if (!list) {
      list = document.createElement('ul');
      // Lists without bullets are no lists to some screen readers.
      list.setAttribute('role', 'list');
      const title = document.createElement('h2');
      title.id = `jp-OnlyOffice-doctor-${UUID.uuid4()}`;
      title.textContent = groupTitle(group, this._trans);
      const section = document.createElement('section');
      section.setAttribute('aria-labelledby', title.id);
      section.dataset.group = group;
      section.append(title, list);
      this._lists.set(group, list);
      const before = GROUPS.slice(GROUPS.indexOf(group) + 1)
        .map(later => this._lists.get(later)?.parentElement)
        .find(Boolean);
      this.node.insertBefore(section, before ?? null);
    }
    return list;
  }

  private readonly _rows = new Map<string, LegRow>();
  private readonly _lists = new Map<Group, HTMLElement>();
}

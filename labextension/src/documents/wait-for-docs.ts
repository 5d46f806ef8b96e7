/**
 * Waiting until Docs has every edit.
 */

/** For the message that tells of an edit made just now, in ms. */
const GRACE = 150;

export class Settling {
  constructor(private readonly _isUnsaved: () => boolean) {}

  /** Wait, at most `patience` ms; answers whether Docs has every edit. */
  async settled(patience: number): Promise<boolean> {
    const end = Date.now() + GRACE + patience;
    await new Promise(resolve => window.setTimeout(resolve, GRACE));
    while (this._isUnsaved() && Date.now() < end) {
      await new Promise<void>(resolve => {
        const timer = window.setTimeout(resolve, end - Date.now());
        this._waiting.push(() => {
          window.clearTimeout(timer);
          resolve();
        });
      });
    }
    return !this._isUnsaved();
  }

  /** Look again: Docs has every edit, or the editor is gone. */
  resume(): void {
    this._waiting.splice(0).forEach(resume => resume());
  }

  private readonly _waiting: (() => void)[] = [];
}

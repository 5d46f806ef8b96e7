/**
 * The part of JupyterLab's property inspector that is used here. The module
 * comes from the application at run time, where it has one.
 */
declare module '@jupyterlab/property-inspector' {
  import type { Token } from '@lumino/coreutils';
  import type { Widget } from '@lumino/widgets';

  export interface IPropertyInspector {
    /** Show `widget` while the owner has the focus. */
    render(widget: Widget): void;
  }

  export interface IPropertyInspectorProvider {
    /** Throws when `owner` is registered already. */
    register(owner: Widget): IPropertyInspector;
  }

  export const IPropertyInspectorProvider: Token<IPropertyInspectorProvider>;
}

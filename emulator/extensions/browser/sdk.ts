/** Stands in for `@hubspot/ui-extensions` in a browser: HubSpot's components as HTML, as far as our card and page use them. */
export * from './components/buttons';
export * from './components/charts';
export * from './components/inputs';
export * from './components/layout';
export * from './components/pages';
export * from './components/signs';
export * from './components/table';
export * from './components/text';
export { useDebounce } from './debounce';
export { hubspot, useExtensionActions, useExtensionContext } from './worker';

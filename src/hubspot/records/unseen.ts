/**
 * What a reader of a note does not see, or sees crossed out. What has the color of its background, or stands outside the page,
 * is not found out: that takes a browser.
 */

const UNSEEN_ELEMENTS: ReadonlySet<string> = new Set([
  'script',
  'style',
  'template',
  'head',
  'title',
  's',
  'strike',
  'del',
]);

export function isUnseen(element: string, attributes: Readonly<Record<string, string>>): boolean {
  if (UNSEEN_ELEMENTS.has(element) || attributes['hidden'] !== undefined) return true;
  return (attributes['style'] ?? '').split(';').some(isUnseenStyle);
}

function isUnseenStyle(declaration: string): boolean {
  const [name = '', value = ''] = declaration.toLowerCase().replace('!important', '').replaceAll(' ', '').split(':', 2);
  switch (name.trim()) {
    case 'display':
      return value === 'none';
    case 'visibility':
      return value === 'hidden' || value === 'collapse';
    case 'opacity':
    case 'font-size':
      return Number.parseFloat(value) === 0;
    case 'color':
      return value === 'transparent' || (value.startsWith('rgba(') && value.endsWith(',0)'));
    case 'text-decoration':
    case 'text-decoration-line':
      return value.includes('line-through');
    case 'mso-hide':
      return value === 'all';
    default:
      return false;
  }
}

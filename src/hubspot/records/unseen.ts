/**
 * What a reader of a note does not see, or sees crossed out. HubSpot shows notes on white. Text in the color of a background
 * that the note itself brings, or hidden by a style sheet, is not detected: that takes a browser.
 */

/** What the text of an element is drawn on: the white page, a color of the note's own, or nothing that a reader would see. */
export type Background = 'page' | 'colored' | 'unseen';

const UNSEEN_ELEMENTS: ReadonlySet<string> = new Set([
  ...['script', 'style', 'template', 'head', 'title', 's', 'strike', 'del'],
  // Shown only by what cannot show the element itself.
  ...['noscript', 'noembed', 'noframes', 'iframe', 'object', 'audio', 'video', 'canvas', 'datalist', 'rp'],
]);
const CLOSED_ELEMENTS: ReadonlySet<string> = new Set(['details', 'dialog']);

/** Attributes that change how an element is drawn. */
const DRESSED = ['style', 'color', 'bgcolor'] as const;

type Attributes = Readonly<Record<string, string>>;
type Declarations = ReadonlyMap<string, string>;

export function backgroundOf(element: string, attributes: Attributes, around: 'page' | 'colored'): Background {
  if (UNSEEN_ELEMENTS.has(element) || attributes['hidden'] !== undefined) return 'unseen';
  if (CLOSED_ELEMENTS.has(element) && attributes['open'] === undefined) return 'unseen';
  // Nothing more can hide it: an element as the editor makes most of them.
  if (DRESSED.every((name) => attributes[name] === undefined)) return around;
  const style = declarationsOf(attributes['style'] ?? '');
  if (isInvisible(style) || isTooSmall(style) || isOutOfSight(style) || isCrossedOut(style)) return 'unseen';
  const color = style.get('-webkit-text-fill-color') ?? style.get('color') ?? (attributes['color'] ?? '').toLowerCase();
  if (isTransparent(color)) return 'unseen';
  const on = hasBackground(style, attributes) ? 'colored' : around;
  return on === 'page' && isWhite(color) ? 'unseen' : on;
}

/** In small letters, without spaces at their ends, comments, and what only says how important they are. */
function declarationsOf(style: string): Declarations {
  const bare = style
    .toLowerCase()
    .split('/*')
    .map((piece, index) => (index === 0 ? piece : (piece.split('*/', 2)[1] ?? '')))
    .join('');
  return new Map(
    unescaped(bare)
      .split(';')
      .map((declaration) => {
        const [name = '', value = ''] = declaration.replace('!important', '').split(':', 2);
        return [name.trim(), value.trim()] as const;
      }),
  );
}

/** CSS may write any character as `\\64 `. */
function unescaped(style: string): string {
  return style.replace(/\\([0-9a-f]{1,6}) ?/g, (_all, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

function isInvisible(style: Declarations): boolean {
  return (
    style.get('display') === 'none' ||
    ['hidden', 'collapse'].includes(style.get('visibility') ?? '') ||
    style.get('content-visibility') === 'hidden' ||
    style.get('mso-hide') === 'all' ||
    fraction(style.get('opacity')) < 0.1
  );
}

function isCrossedOut(style: Declarations): boolean {
  return ['text-decoration', 'text-decoration-line'].some((name) => style.get(name)?.includes('line-through'));
}

function isTooSmall(style: Declarations): boolean {
  const short = (style.get('font') ?? '').split(' ').map((part) => part.split('/', 1)[0] ?? '');
  const isScaledAway = (style.get('transform') ?? '').replaceAll(' ', '').split('scale').slice(1).some(scalesToNothing);
  return [style.get('font-size') ?? '', ...short].some(isTiny) || fraction(style.get('zoom')) < 0.1 || isScaledAway;
}

/** What stands behind `scale`, such as `x(0)`. */
function scalesToNothing(text: string): boolean {
  const [, numbers = '1'] = text.split('(', 2);
  return numbers.split(',').some((number) => Number.parseFloat(number) < 0.1);
}

/** Out of the page, or cut off by its own box. */
function isOutOfSight(style: Declarations): boolean {
  const isFarOut = ['text-indent', 'left', 'right', 'top', 'bottom', 'margin-left', 'margin-top', 'margin'].some(
    (name) => Number.parseFloat(style.get(name) ?? '') <= -200,
  );
  const isCut = ['hidden', 'clip'].some((value) => style.get('overflow')?.includes(value));
  const isFlat = ['height', 'max-height', 'width', 'max-width'].some(
    (name) => Number.parseFloat(style.get(name) ?? '') <= 1 && !style.get(name)?.includes('em'),
  );
  return isFarOut || (isCut && isFlat) || isClipped(style);
}

function isClipped(style: Declarations): boolean {
  const clip = style.get('clip') ?? '';
  const path = (style.get('clip-path') ?? '').replaceAll(' ', '');
  const sides = clip.startsWith('rect(') ? clip.slice(5).split(/[ ,)]/).filter(Boolean) : [];
  if (sides.length > 0 && sides.every((side) => Number.parseFloat(side) <= 1)) return true;
  if (path.startsWith('circle(')) return Number.parseFloat(path.slice(7)) === 0;
  return path.startsWith('inset(') && Number.parseFloat(path.slice(6)) >= 50;
}

/** Smaller than anybody can read. */
function isTiny(size: string): boolean {
  const number = Number.parseFloat(size);
  if (number === 0) return true;
  if (size.endsWith('%')) return number < 15;
  if (size.endsWith('em')) return number < 0.15;
  return (size.endsWith('px') || size.endsWith('pt')) && number <= 2;
}

/** `0.5` and `50%`; NaN for anything else. */
function fraction(value = ''): number {
  return Number.parseFloat(value) / (value.endsWith('%') ? 100 : 1);
}

function isTransparent(color: string): boolean {
  const { alpha = 1 } = channelsOf(color) ?? {};
  return color === 'transparent' || alpha < 0.1;
}

/** Whether nobody could distinguish a color from the page. */
function isWhite(color: string): boolean {
  const { rgb = [] } = channelsOf(color) ?? {};
  return rgb.length === 3 && rgb.every((channel) => channel >= 245);
}

const WHITES: ReadonlySet<string> = new Set(['white', 'snow', 'ivory', 'ghostwhite', 'whitesmoke', 'floralwhite']);

interface Channels {
  /** 0 to 255 each. */
  readonly rgb: readonly number[];
  readonly alpha?: number;
}

function channelsOf(color: string): Channels | undefined {
  if (WHITES.has(color)) return { rgb: [255, 255, 255] };
  if (color.startsWith('#')) return channelsOfHex(color.slice(1));
  const [name = '', inside] = color.split('(', 2);
  if (inside === undefined) return undefined;
  const values = inside.split(/[ ,/)]/).filter(Boolean);
  const alpha = values.length < 4 ? 1 : fraction(values[3]);
  if (name.startsWith('rgb')) return { rgb: values.slice(0, 3).map(channelOf), alpha };
  const isLight = name.startsWith('hsl') && Number.parseFloat(values[2] ?? '') >= 96;
  return { rgb: isLight ? [255, 255, 255] : [], alpha };
}

function channelOf(value: string): number {
  return value.endsWith('%') ? fraction(value) * 255 : Number.parseFloat(value);
}

/** `fff`, `ffff`, `ffffff` and `ffffffff`. */
function channelsOfHex(digits: string): Channels | undefined {
  const size = digits.length < 6 ? 1 : 2;
  const parts = [0, 1, 2, 3].map((place) => digits.slice(place * size, (place + 1) * size));
  const [red = '', green = '', blue = '', alpha = ''] = parts.map((part) => part.repeat(3 - size));
  const rgb = [red, green, blue].map((part) => Number.parseInt(part, 16));
  return { rgb, ...(alpha !== '' && { alpha: Number.parseInt(alpha, 16) / 255 }) };
}

function hasBackground(style: Declarations, attributes: Attributes): boolean {
  const set = [style.get('background-color'), style.get('background'), attributes['bgcolor']?.toLowerCase()];
  return set.some(
    (color) => color !== undefined && color !== '' && color !== 'none' && !isTransparent(color) && !isWhite(color),
  );
}

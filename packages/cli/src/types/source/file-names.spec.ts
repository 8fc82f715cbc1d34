import { fileKey, type FileNaming } from './file-names';

const windows: FileNaming = { separator: '\\', isCaseSensitive: false };
const posix: FileNaming = { separator: '/', isCaseSensitive: true };

it.each([
  ['separators', windows, 'C:\\shop\\src\\a.ts', 'C:/shop/src/a.ts', true],
  ['the letter of the drive', windows, 'c:/shop/src/a.ts', 'C:\\shop\\src\\a.ts', true],
  ['mixed separators and case', windows, 'C:\\Shop/src\\A.ts', 'c:/shop/SRC/a.ts', true],
  ['a folder of a network', windows, '\\\\host\\shop\\a.ts', '//host/shop/a.ts', true],
  ['dots', windows, 'C:\\shop\\.\\x\\..\\a.ts', 'C:/shop/a.ts', true],
  ['drives', windows, 'C:/shop/a.ts', 'D:/shop/a.ts', false],
  ['dots without drives', posix, '/shop/./x/../a.ts', '/shop/a.ts', true],
  ['case where it matters', posix, '/shop/A.ts', '/shop/a.ts', false],
  ['a backslash that belongs to a name', posix, '/shop/x\\a.ts', '/shop/x/a.ts', false],
])('%s', (_, naming, one, other, isSame) => {
  expect(fileKey(one, naming) === fileKey(other, naming)).toBe(isSame);
});

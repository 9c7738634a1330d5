import spdxLicences from 'spdx-license-list'

/**
 * What people call a licence, beyond its SPDX name and identifier, where the words can mean one licence only. `BSD`, `GPL`, `Apache` and
 * `GPLv3` (that version only, or any later one?) are not among them: PEP 639 forbids to guess.
 */
const callNames: readonly (readonly [id: string, ...names: string[]])[] = [
  ['0BSD', 'Zero-Clause BSD'],
  ['AAL', 'Attribution Assurance License'],
  ['AGPL-3.0-or-later', 'AGPLv3+', 'AGPL-3.0+', 'GNU Affero General Public License v3 or later', 'GNU AGPL v3 or later'],
  ['Aladdin', 'Aladdin Free Public License'],
  [
    'Apache-2.0',
    'Apache 2',
    'Apache 2.0',
    'Apache2',
    'Apache2.0',
    'Apache v2',
    'Apache-2',
    'ASL 2',
    'ASL 2.0',
    'Apache Software 2.0',
    'Apache 2.0 January 2004',
  ],
  ['BSD-2-Clause', '2-Clause BSD', 'BSD 2-Clause', 'BSD 2 Clause', 'Simplified BSD', 'FreeBSD', 'BSD-2'],
  [
    'BSD-3-Clause',
    '3-Clause BSD',
    'BSD 3-Clause',
    'BSD 3 Clause',
    'New BSD',
    'Modified BSD',
    'Revised BSD',
    'BSD (3-Clause)',
    'BSD-3',
    'New-style BSD',
  ],
  ['CC0-1.0', 'CC0 1.0 Universal (CC0 1.0) Public Domain Dedication', 'CC0 1.0'],
  ['CECILL-2.1', 'CEA CNRS Inria Logiciel Libre License, version 2.1', 'CeCILL-2.1'],
  ['CECILL-B', 'CeCILL-B Free Software License Agreement'],
  ['CECILL-C', 'CeCILL-C Free Software License Agreement'],
  ['CNRI-Python', 'CNRI Python License'],
  ['CPL-1.0', 'Common Public License'],
  ['EUPL-1.0', 'European Union Public Licence 1.0'],
  ['EUPL-1.1', 'European Union Public Licence 1.1'],
  ['EUPL-1.2', 'European Union Public Licence 1.2', 'EUPL 1.2'],
  ['GPL-2.0-or-later', 'GPLv2+', 'GPL 2+', 'GPL-2.0+', 'GPL v2+', 'GNU General Public License v2 or later', 'GPLv2 or later'],
  ['GPL-3.0-or-later', 'GPLv3+', 'GPL 3+', 'GPL-3.0+', 'GPL v3+', 'GNU General Public License v3 or later', 'GPLv3 or later'],
  ['HPND', 'Historical Permission Notice and Disclaimer'],
  ['IPL-1.0', 'IBM Public License'],
  ['ISC', 'ISCL'],
  ['Intel', 'Intel Open Source License'],
  ['LGPL-3.0-or-later', 'LGPLv3+', 'LGPL 3+', 'LGPL-3.0+', 'GNU Lesser General Public License v3 or later', 'LGPLv3 or later'],
  ['MIT', 'Expat', 'MIT/Expat'],
  ['MIT-0', 'MIT No Attribution'],
  ['MPL-1.0', 'Mozilla Public License 1.0'],
  ['MPL-1.1', 'Mozilla Public License 1.1', 'MPL 1.1'],
  ['MPL-2.0', 'Mozilla Public License 2.0', 'MPL 2.0', 'MPL 2', 'MPLv2', 'MPLv2.0'],
  ['MulanPSL-2.0', 'Mulan Permissive Software License v2'],
  ['NASA-1.3', 'NASA Open Source Agreement v1.3'],
  ['NGPL', 'Nethack General Public License'],
  ['Nokia', 'Nokia Open Source License'],
  ['PSF-2.0', 'Python Software Foundation License', 'PSF-2'],
  ['QPL-1.0', 'Qt Public License'],
  ['RSCPL', 'Ricoh Source Code Public License'],
  ['SISSL', 'Sun Industry Standards Source License'],
  ['SPL-1.0', 'Sun Public License'],
  ['UPL-1.0', 'Universal Permissive License'],
  ['VSL-1.0', 'Vovida Software License 1.0'],
  ['W3C', 'W3C License'],
  ['Xnet', 'X.Net License'],
  ['Zlib', 'zlib/libpng License'],
]

/** Names that SPDX gives to one licence although people use them for several. */
const ambiguousNames = [
  'BSD',
  'GPL',
  'LGPL',
  'AGPL',
  'Apache',
  'Apache Software',
  'Artistic',
  'AFL',
  'Zope',
  'ZPL',
  'Python',
  'CC0',
]

/** SPDX keeps identifiers that it has replaced (`GPL-2.0` by `GPL-2.0-only`) under the same name; the longer one is the new one. */
const spdxIds = Object.keys(spdxLicences).toSorted((id, other) => id.length - other.length)

const byName = new Map([
  ...spdxIds.map((id): [string, string] => [toKey(spdxLicences[id]?.name ?? id), id]),
  ...spdxIds.map((id): [string, string] => [toKey(id), id]),
  ...callNames.flatMap(([id, ...names]) => names.map((name): [string, string] => [toKey(name), id])),
])
for (const name of ambiguousNames) byName.delete(toKey(name))

/** No licence has a longer name. */
const maxNameLength = 200

/** The SPDX identifier of the one licence that `name` can mean: its identifier or name in any case, or what it is commonly called. */
export function findLicenceId(name: string): string | undefined {
  if (name.length > maxNameLength) return undefined
  return byName.get(toKey(name)) ?? findByAbbreviation(name)
}

/** Many names end in their abbreviation: `Boost Software License 1.0 (BSL-1.0)`. */
function findByAbbreviation(name: string): string | undefined {
  const [, words = '', abbreviation = ''] = /^(.+?)\s*\(([^()]+)\)$/.exec(name.trim()) ?? []
  const id = byName.get(toKey(words))
  const abbreviated = byName.get(toKey(abbreviation))
  return id !== undefined && abbreviated !== undefined && id !== abbreviated ? undefined : (id ?? abbreviated)
}

/** A name without case, punctuation and the words that come and go: `The MIT Licence` and `mit license` are one. */
function toKey(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/\blicen[cs]ed?\b|\bthe\b|\bunder\b|\bterms\b|\bof\b|\bversion\b|["'“”‘’]/g, ' ')
    .replaceAll(/\bv\.?\s*(?=\d)/g, ' ')
    .replaceAll(/[\s,;:()/_-]+/g, ' ')
    .replaceAll(/^[\s.]+|[\s.]+$/g, '')
}

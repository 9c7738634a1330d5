import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { findLicenceId } from './licence-names.ts'
import { toLicences } from './licences.ts'

const toLicence = (fields: { expression?: string; text?: string; classifiers?: string[] }) =>
  toLicences({ expression: fields.expression, text: fields.text, classifiers: fields.classifiers ?? [] })
const osi = (...names: string[]) => names.map((name) => `License :: OSI Approved :: ${name}`)

describe('the licence of a project', () => {
  it('is its expression, every licence of which is listed', () => {
    const expression = 'MIT AND (Apache-2.0 OR GPL-2.0-or-later WITH Classpath-exception-2.0)'
    assert.deepEqual(toLicence({ expression, text: 'BSD', classifiers: osi('BSD License') }), {
      licence: expression,
      licences: ['MIT', 'Apache-2.0', 'GPL-2.0-or-later WITH Classpath-exception-2.0'],
    })
  })

  it('keeps an expression longer than twenty characters, which the reference called Custom', () => {
    const expression = 'BSD-3-Clause OR LGPL-3.0-or-later OR LicenseRef-Proprietary'
    assert.equal(toLicence({ expression }).licence, expression)
  })

  it('is read in any case and spacing, and written as SPDX does', () => {
    assert.equal(toLicence({ expression: 'mit  or apache-2.0' }).licence, 'MIT OR Apache-2.0')
    assert.equal(toLicence({ text: 'bsd-3-clause' }).licence, 'BSD-3-Clause')
  })

  it('is recognised in the old field where the words can mean one licence only', () => {
    const texts = [
      'The MIT License (MIT)',
      'Apache License, Version 2.0',
      'Apache 2',
      'New BSD License',
      '3-clause BSD',
      'GPLv3+',
      'MPL 2.0',
      'ISC license',
    ]
    assert.deepEqual(
      texts.map((text) => toLicence({ text }).licence),
      ['MIT', 'Apache-2.0', 'Apache-2.0', 'BSD-3-Clause', 'BSD-3-Clause', 'GPL-3.0-or-later', 'MPL-2.0', 'ISC'],
    )
  })

  it('stays in the words of the project where they can mean several', () => {
    const texts = ['BSD', 'GPLv3', 'GPL', 'Apache', 'LGPL', 'Proprietary', 'Python', 'see LICENSE', 'MIT/Apache-2.0']
    assert.deepEqual(
      texts.map((text) => toLicence({ text }).licence),
      texts,
    )
  })

  it('is recognised in the whole text of a licence', () => {
    const mit =
      'Copyright (c) 2020 Ann\n\nPermission is hereby granted, free of charge, to any person obtaining a copy\nof this software …\n\nThe above copyright notice and this permission notice shall be included in …'
    const apache =
      '\n                                 Apache License\n                           Version 2.0, January 2004\n                        http://www.apache.org/licenses/\n\n   TERMS …'
    const bsd =
      'Copyright (c) Ann\nAll rights reserved.\n\n1. Redistributions of source code must retain …\n2. Redistributions in binary form must reproduce …\n'
    assert.equal(toLicence({ text: mit }).licence, 'MIT')
    assert.equal(toLicence({ text: `MIT License\n\n${mit}` }).licence, 'MIT')
    assert.equal(toLicence({ text: apache }).licence, 'Apache-2.0')
    assert.equal(toLicence({ text: `BSD 3-Clause License\n\n${bsd}` }).licence, 'BSD-3-Clause')
    assert.equal(toLicence({ text: bsd }).licence, 'BSD-2-Clause')
    assert.equal(toLicence({ text: `${bsd}3. Neither the name of Ann nor …` }).licence, 'BSD-3-Clause')
    assert.equal(
      toLicence({ text: `${bsd}3. All advertising materials …\n4. Neither the name of Ann …` }).licence,
      '1. Redistributions of source code must retain …',
    )
    assert.equal(
      toLicence({ text: `${mit}\n\nExcept as contained in this notice, the name of …`, classifiers: osi('MIT License') }).licence,
      'MIT',
    )
  })

  it('is cut where a text without a title stands for a name', () => {
    const { licence, licences } = toLicence({ text: `You may ${'use '.repeat(100)}this.` })
    assert.equal(licence?.length, 100)
    assert.deepEqual(licences, [licence])
  })

  it('is that of the classifier where the old field is silent or vague', () => {
    assert.deepEqual(toLicence({ classifiers: osi('MIT License') }), { licence: 'MIT', licences: ['MIT'] })
    assert.deepEqual(toLicence({ text: 'UNKNOWN', classifiers: osi('ISC License (ISCL)') }), {
      licence: 'ISC',
      licences: ['ISC'],
    })
    assert.deepEqual(toLicence({ text: 'BSD', classifiers: osi('BSD License') }), {
      licence: 'BSD License',
      licences: ['BSD License'],
    })
  })

  it('is no expression where a classifier means several licences, nor Custom', () => {
    assert.deepEqual(toLicence({ classifiers: osi('Apache Software License') }), {
      licence: 'Apache Software License',
      licences: ['Apache Software License'],
    })
  })

  it('claims neither "and" nor "or" between several classifiers', () => {
    assert.deepEqual(toLicence({ classifiers: osi('MIT License', 'Apache Software License') }), {
      licence: 'MIT, Apache Software License',
      licences: ['MIT', 'Apache Software License'],
    })
  })

  it('lists what the classifiers add to a field that names one licence', () => {
    assert.deepEqual(toLicence({ text: 'Apache-2.0', classifiers: osi('MIT License', 'Apache Software License') }).licences, [
      'Apache-2.0',
      'MIT',
      'Apache Software License',
    ])
  })

  it('is taken from licence classifiers only', () => {
    const classifiers = ['License :: OSI Approved', 'Framework :: Django', 'License :: Public Domain']
    assert.deepEqual(toLicence({ classifiers }), { licence: 'Public Domain', licences: ['Public Domain'] })
  })

  it('is unknown where nothing is said', () => {
    for (const text of ['', ' \n ', 'UNKNOWN', 'None'])
      assert.deepEqual(toLicence({ text }), { licence: undefined, licences: [] })
    assert.deepEqual(toLicence({ classifiers: ['License :: OSI Approved'] }), { licence: undefined, licences: [] })
  })
})

describe('licence classifiers', () => {
  it('that PEP 639 calls ambiguous name no identifier', () => {
    const ambiguous = [
      'Academic Free License (AFL)',
      'Apache Software License',
      'Apple Public Source License',
      'Artistic License',
      'BSD License',
      'GNU Affero General Public License v3',
      'GNU Free Documentation License (FDL)',
      'GNU General Public License (GPL)',
      'GNU General Public License v2 (GPLv2)',
      'GNU General Public License v3 (GPLv3)',
      'GNU Lesser General Public License v2 (LGPLv2)',
      'GNU Lesser General Public License v2 or later (LGPLv2+)',
      'GNU Lesser General Public License v3 (LGPLv3)',
      'GNU Library or Lesser General Public License (LGPL)',
    ]
    assert.deepEqual(
      ambiguous.map(findLicenceId),
      ambiguous.map(() => undefined),
    )
  })

  it('with one meaning name it', () => {
    const expected = {
      'Boost Software License 1.0 (BSL-1.0)': 'BSL-1.0',
      'CMU License (MIT-CMU)': 'MIT-CMU',
      'Eclipse Public License 2.0 (EPL-2.0)': 'EPL-2.0',
      'European Union Public Licence 1.2 (EUPL 1.2)': 'EUPL-1.2',
      'GNU Affero General Public License v3 or later (AGPLv3+)': 'AGPL-3.0-or-later',
      'GNU General Public License v2 or later (GPLv2+)': 'GPL-2.0-or-later',
      'GNU General Public License v3 or later (GPLv3+)': 'GPL-3.0-or-later',
      'GNU Lesser General Public License v3 or later (LGPLv3+)': 'LGPL-3.0-or-later',
      'Mozilla Public License 2.0 (MPL 2.0)': 'MPL-2.0',
      'Python Software Foundation License': 'PSF-2.0',
      'The Unlicense (Unlicense)': 'Unlicense',
      'University of Illinois/NCSA Open Source License': 'NCSA',
      'zlib/libpng License': 'Zlib',
      'CC0 1.0 Universal (CC0 1.0) Public Domain Dedication': 'CC0-1.0',
    }
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, findLicenceId(name)])), expected)
  })

  it('keep the newer of two identifiers that SPDX gives one name', () => {
    assert.equal(findLicenceId('GNU General Public License v2.0 only'), 'GPL-2.0-only')
  })
})

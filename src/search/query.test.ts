import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { parseAddress } from './addresses.ts'
import { replaceShortNames } from './emoji.ts'
import { parseQuery, parseWords, queryLimits } from './query.ts'

const known = ['category', 'stars', 'grid']
const texts = (typed: string) =>
  parseWords(typed).terms.map(
    ({ text, isPhrase, isExcluded, isAlternative }) =>
      `${isAlternative ? 'or ' : ''}${isExcluded ? '-' : ''}${isPhrase ? `"${text}"` : text}`,
  )

describe('a query of words', () => {
  it('has words, phrases, exclusions and alternatives', () => {
    assert.deepEqual(texts('cache "exact phrase" -cms a or b'), ['cache', '"exact phrase"', '-cms', 'a', 'or b'])
  })

  it('is never refused: what is odd is a word, what is too long is cut', () => {
    assert.deepEqual(texts('category:apps a::b :tada: "open'), ['category:apps', 'a::b', ':tada:', '"open"'])
    assert.deepEqual(texts(' \0\u202e\n - -- "" '), [])
    assert.equal(parseWords('x'.repeat(5_000)).text.length, queryLimits.length)
    assert.equal(parseWords('a '.repeat(100)).terms.length, queryLimits.terms)
  })
})

describe('a query with operators', () => {
  it('knows their values, exclusions and places', () => {
    const { terms, operators } = parseQuery('ldap category:apps -stars:<10 grid:"my grid"', known)
    assert.deepEqual(
      terms.map(({ text }) => text),
      ['ldap'],
    )
    assert.deepEqual(operators, [
      { name: 'category', value: 'apps', isExcluded: false, position: 6 },
      { name: 'stars', value: '<10', isExcluded: true, position: 20 },
      { name: 'grid', value: 'my grid', isExcluded: false, position: 31 },
    ])
  })

  const mistakes: [query: string, message: RegExp][] = [
    ['cache colour:red', /no operator "colour:".*character 7/],
    ['cache "open', /not closed.*character 7/],
    ['a category:', /lacks a value.*character 3/],
    ['x'.repeat(201), /at most 200 characters.*character 201/],
    ['a '.repeat(17), /at most 16 words.*character 33/],
  ]
  for (const [query, message] of mistakes) {
    it(`is refused with the place of the mistake: ${query.slice(0, 20)}`, () => {
      assert.throws(() => parseQuery(query, known), message)
    })
  }

  it('takes addresses and quoted text for what they are', () => {
    assert.deepEqual(
      parseQuery('https://github.com/a/b "colour:red"', known).terms.map(({ text }) => text),
      ['https://github.com/a/b', 'colour:red'],
    )
  })
})

describe('an address as a query', () => {
  const repositories: [typed: string, key: string][] = [
    ['https://github.com/MicroPyramid/django-mfa.git', 'github.com/micropyramid/django-mfa'],
    ['git@github.com:MicroPyramid/django-mfa.git', 'github.com/micropyramid/django-mfa'],
    ['github.com/MicroPyramid/django-mfa/tree/main/docs', 'github.com/micropyramid/django-mfa'],
    ['git+https://www.github.com/MicroPyramid/django-mfa', 'github.com/micropyramid/django-mfa'],
    ['pkg:github/MicroPyramid/django-mfa@2.0', 'github.com/micropyramid/django-mfa'],
    ['https://gitlab.com/group/sub/project', 'gitlab.com/group/sub/project'],
  ]
  for (const [typed, key] of repositories) {
    it(`names a repository: ${typed}`, () => {
      assert.ok(parseAddress(typed)?.repositories.includes(key))
    })
  }

  it('names a project of the package index', () => {
    for (const typed of [
      'pkg:pypi/django-mfa@2.0',
      'https://pypi.org/project/django-mfa/',
      'http://pypi.python.org/pypi/django-mfa',
    ]) {
      assert.equal(parseAddress(typed)?.name, 'django-mfa', typed)
    }
  })

  it('is not what merely has a dot or a slash', () => {
    for (const typed of ['node.js', 'tcp/ip', 'a.b c/d', 'pkg:', 'http://', '.../...'])
      assert.equal(parseAddress(typed), undefined, typed)
  })
})

describe('short names of emoji', () => {
  it('become the emoji when Unicode gives them', () => {
    assert.equal(replaceShortNames('a :party_popper: b:red_heart: :Germany: :keycap_1:'), 'a 🎉 b❤️ 🇩🇪 1️⃣')
  })

  it('stay when only other sites know them', () => {
    assert.equal(replaceShortNames(':tada: 10:30:15 a::b :'), ':tada: 10:30:15 a::b :')
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { findLink, findNextPage, requireSameOrigin } from './links.ts'

const url = 'https://git.example/api/commits?page=1'
const toHeaders = (link: string) => new Headers({ link })

describe('links between pages', () => {
  it('are found by their relation, quoted or not, among others', () => {
    const headers = toHeaders(
      '<https://git.example/a?page=1>; rel="first", </b?x=1,2>; title="rel=next, no"; rel=next, <c>; rel="last"',
    )
    assert.equal(findLink(headers, 'next'), '/b?x=1,2')
    assert.equal(findLink(headers, 'last'), 'c')
    assert.equal(findLink(headers, 'prev'), undefined)
    assert.equal(findLink(new Headers(), 'next'), undefined)
  })

  it('lead to the next page, relative ones too', () => {
    assert.equal(findNextPage({ headers: toHeaders('<?page=2>; rel="next"'), url }), 'https://git.example/api/commits?page=2')
    assert.equal(findNextPage({ headers: toHeaders('<?page=1>; rel="prev"'), url }), undefined)
  })

  it('never lead to another host, nor to the same one without TLS', () => {
    for (const link of [
      'https://evil.example/',
      'http://git.example/',
      '//evil.example/',
      'https://git.example:8443/',
      'http://[',
    ]) {
      assert.throws(() => requireSameOrigin(link, url), /another host/)
    }
  })
})

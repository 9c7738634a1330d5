import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

/** What we read of `GET /repositories/{workspace}/{repo_slug}`; the same names go into `fields`. */
export const BitbucketRepository = Type.Object({
  uuid: Type.String({ pattern: '^\\{[0-9a-f-]{36}\\}$' }),
  full_name: Type.String({ pattern: String.raw`^[^/\s]+/[^/\s]+$` }),
  description: Type.Union([Type.String(), Type.Null()]),
  scm: Type.String(),
  /** None while nothing was pushed. */
  mainbranch: Type.Optional(Type.Union([Type.Object({ name: Type.String({ minLength: 1 }) }), Type.Null()])),
  links: Type.Object({ html: Type.Object({ href: Type.String({ pattern: '^https?://' }) }) }),
})
export type BitbucketRepository = Static<typeof BitbucketRepository>

export const repositoryFields = 'uuid,full_name,description,scm,mainbranch.name,links.html.href'
export const repositoryValidator = Compile(BitbucketRepository)

export const sizeValidator = Compile(Type.Object({ size: Type.Integer({ minimum: 0 }) }))

export const BitbucketCommits = Type.Object({
  next: Type.Optional(Type.String()),
  values: Type.Array(
    Type.Object({
      hash: Type.String({ pattern: '^[0-9a-f]{40}$' }),
      date: Type.String({ format: 'date-time' }),
      author: Type.Optional(
        Type.Object({
          raw: Type.Optional(Type.String()),
          user: Type.Optional(Type.Union([Type.Object({ nickname: Type.Optional(Type.String()) }), Type.Null()])),
        }),
      ),
    }),
  ),
})
export type BitbucketCommits = Static<typeof BitbucketCommits>

export const commitsFields = 'next,values.hash,values.date,values.author.raw,values.author.user.nickname'
export const commitsValidator = Compile(BitbucketCommits)

/** The part of GitHub's GraphQL schema that the simulator plays; a test holds it to be a part of the published one. */
export const githubSchema = `
scalar DateTime
scalar GitTimestamp
scalar GitObjectID
scalar URI

interface Node { id: ID! }

type Query {
  nodes(ids: [ID!]!): [Node]!
  repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
  rateLimit(dryRun: Boolean = false): RateLimit
}

type RateLimit {
  cost: Int!
  limit: Int!
  remaining: Int!
  resetAt: DateTime!
  used: Int!
}

type Repository implements Node {
  id: ID!
  databaseId: Int
  nameWithOwner: String!
  url: URI!
  description: String
  isArchived: Boolean!
  archivedAt: DateTime
  isPrivate: Boolean!
  stargazerCount: Int!
  forkCount: Int!
  createdAt: DateTime!
  pushedAt: DateTime
  defaultBranchRef: Ref
}

type Ref implements Node {
  id: ID!
  name: String!
  target: GitObject
}

interface GitObject {
  id: ID!
  oid: GitObjectID!
}

type Commit implements GitObject & Node {
  id: ID!
  oid: GitObjectID!
  committedDate: DateTime!
  history(after: String, first: Int, since: GitTimestamp, until: GitTimestamp): CommitHistoryConnection!
}

type CommitHistoryConnection {
  totalCount: Int!
}
`

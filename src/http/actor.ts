/** What an account may do; each role may all that the ones before it may. */
export const roles = ['reader', 'editor', 'moderator', 'admin'] as const
export type Role = (typeof roles)[number]

/** Who sends a request that carries valid credentials. */
export interface Actor {
  accountId: number
  name: string
  role: Role
  /** What the credentials allow: a token may be for reading only, whatever the role. */
  scope: 'read' | 'edit'
  via: 'token' | 'session'
  /** It signed up by itself less than a day ago: its budget is smaller. */
  isNew: boolean
}

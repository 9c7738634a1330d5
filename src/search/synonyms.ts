/**
 * What people call one thing in a directory of packages, a group a line: who types one finds the others too, though after what has the
 * very words. Each is looked up by its stem, so `job` stands for `jobs`.
 */
const groups = `
2fa, two-factor, two factor, mfa, multi-factor, multi factor, otp, totp
auth, authentication, login, sign in
authorization, authorisation, permission, access control, rbac
brute force, throttling, rate limit, failed login, login attempt, lockout
sso, single sign on, saml, oauth, openid, oidc
oauth2, oauth
social login, social auth, oauth client
background job, background task, task queue, job queue, worker, celery
cron, scheduled task, periodic task, scheduler
calendar, event, ical, schedule
i18n, internationalisation, internationalization, translation, multilingual, localisation, localization, l10n
ecommerce, e-commerce, shop, store, online shop
cart, basket, shopping cart
payment, billing, checkout, stripe, paypal
subscription, recurring billing, recurring payment
invoice, invoicing, billing
wysiwyg, rich text editor, rich text, ckeditor, tinymce
markdown, rst, restructuredtext, markup
api, rest, web service
drf, rest framework, django rest framework
graphql, graphene
postgres, postgresql, psql
mongo, mongodb, nosql
cache, caching, memoize
redis, valkey
soft delete, soft deletion, undelete, trash, trash bin, recycle bin
audit, audit trail, audit log, change tracking, history, versioning, revision
hierarchy, tree, nested, mptt
map, geo, gis, geographic, geospatial, location
multi tenant, multi-tenant, tenancy, multi-tenancy, multisite, saas
websocket, realtime, real time, channel
notification, notify, alert
push notification, apns, gcm, fcm
email, mail, smtp
private message, messaging, direct message, inbox
comment, discussion
forum, discussion board, bulletin board
like, favourite, favorite, bookmark, flag
vote, voting, ballot, poll
rating, star rating, review
tag, tagging, folksonomy
search, full text search, haystack, elasticsearch
setting, configuration, config, preference, option
feature flag, feature toggle, feature switch
file upload, upload
image, picture, photo
gallery, photo gallery, image collection, album
thumbnail, image resize, image crop
storage, s3, bucket
download protection, protect download, protected download, private file
deploy, deployment, provisioning, fabric, ansible
project template, cookiecutter, boilerplate, skeleton, starter, scaffold
workflow, state machine, fsm, bpm
concurrent edit, lock, locking, optimistic lock
maintenance, maintenance mode, downtime
url shortener, short url, short link
seo, meta tag, metadata, sitemap
form, form builder, dynamic form
spam, captcha, recaptcha, honeypot
queryset, manager, orm
debug, profiler, profiling, performance
test, testing, fixture, factory
report, reporting, export, csv, excel
pdf, print
chart, graph, dashboard, plot
cms, content management, page
blog, weblog, article
emoji, emoticon, smiley
geocode, address, place
session, login session
ldap, active directory`

const phrases = groups
  .trim()
  .split('\n')
  .map((line) => line.split(',').map((phrase) => phrase.trim()))

/** By phrase, in the form in which it is compared, the others that mean the same. */
const othersByPhrase = new Map<string, Set<string>>()
for (const group of phrases) {
  for (const phrase of group) {
    const others = othersByPhrase.get(toStems(phrase)) ?? new Set()
    for (const other of group) if (toStems(other) !== toStems(phrase)) others.add(other)
    othersByPhrase.set(toStems(phrase), others)
  }
}

/** The words of the list: none of them is a mistake. */
export const synonymWords: readonly string[] = [...new Set(phrases.flat().flatMap((phrase) => phrase.split(/[\s-]+/)))]

/** Longest phrase of the list, in words. */
export const longestPhrase = Math.max(...phrases.flat().map((phrase) => phrase.split(' ').length))

/** Other phrases for the same thing. */
export function findSynonyms(phrase: string): string[] {
  return [...(othersByPhrase.get(toStems(phrase)) ?? [])]
}

/** Plurals are compared as what they are plurals of. */
function toStems(phrase: string): string {
  return phrase
    .toLowerCase()
    .split(/\s+/)
    .map((word) => (word.length > 3 ? word.replace(/(?<!s)s$/, '') : word))
    .join(' ')
}

org-people-title = People
org-people-search = Name or phone number
org-search-do = Find
org-search-clear = Clear search
org-people-count = { $n ->
    [one] { $n } person
   *[other] { $n } people
  }
org-people-not-found = Nobody found
org-people-not-found-text = Try fewer letters; marks are not needed, for example “uong”.
org-people-empty = Nobody here yet
org-people-empty-text = Add the first person, or invite trainees to register.
org-person-name = Full name
org-person-name-hint = With all its marks, for example Nguyễn Thị Minh Khai.
org-username = User name
org-username-hint = 3 to 40 characters: letters without marks, digits, dots, hyphens; begin with a letter. Example: minhkhai.nguyen
org-phone = Phone
org-phone-hint = 10 digits, for example 0912 345 678.
org-email = Email
org-unit = Unit
org-roles = Roles
org-none = None
org-locked = Locked
org-active = Active
org-self = Your own account
org-back = Back
org-save = Save
org-everywhere = All units
org-unit-choose = Choose a unit

org-admit-link = Add a person
org-admit-title = Add a person
org-admit-lede = The new person is a trainee and chooses a password with the link shown after this step. Other roles can be given later.
org-admit-do = Create account

org-link-title = Link to choose a password
org-link-created = The account { $username } has been created for { $name }.
org-link-once = The link is shown once, on this page. Copy it and send it now.
org-link-label = Link for { $name }
org-link-hint = Touch the box, select all and copy.
org-link-expires = Works until
org-link-advice = Send it to this person only, over a private channel. Whoever opens the link first can set the password. If it is lost, make another one; the old link then stops working.
org-link-person = Open this person’s page
org-link-people = Back to the list of people

org-created-at = Account created
org-unit-missing = Not in a unit yet
org-transfer-title = Move to another unit
org-transfer-unit = New unit
org-transfer-hint = From today on. Training results stay with the person.
org-transfer-do = Move
org-roles-self = Nobody changes their own roles or locks themselves. Please ask another administrator.
org-roles-none = No roles yet.
org-role = Role
org-role-choose = Choose a role
org-role-since = since { $date }
org-role-in = In { $unit } and all units below it
org-role-everywhere = In all units
org-role-beyond = Reaches beyond the units you manage
org-role-revoke = Take the role away
org-role-revoke-do = Take the role away
org-role-grant = Give a role
org-role-grant-do = Give the role
org-role-unit = In unit
org-role-unit-hint = With all units below it.
org-reason = Reason
org-reason-hint = Kept in the audit log, for example: Moves to another post on 01/12/2026.
org-password-title = Password
org-password-text = Somebody who has forgotten the password needs a link to choose a new one. Administrators cannot see anyone’s password.
org-password-link-do = Make a link to choose a password
org-password-locked = Unlock the account first, then make a link to choose a password here.
org-password-self = You change your own password on the account page.
org-password-self-link = Change password
org-lock-title = Lock the account
org-lock-text = A locked person is signed out at once and cannot sign in. Results and certificates stay; the account can be unlocked again.
org-lock-open = Give the reason and lock
org-lock-do = Lock the account
org-unlock-title = Unlock the account
org-unlock-text = The account is locked. Once unlocked, the person can sign in again with the old password.
org-unlock-open = Give the reason and unlock
org-unlock-do = Unlock the account

org-units-title = Units
org-units-lede = { $n ->
    [one] { $n } unit
   *[other] { $n } units, each under the unit above it
  }.
org-units-empty = No units yet
org-units-empty-text = Begin with the highest unit, for example the province, then add communes, wards and cells below it.
org-unit-add = Add a unit
org-unit-add-below = Add below
org-unit-change = Change a unit
org-unit-ended = Ended { $date }
org-unit-until = until { $date }
org-unit-name = Name of the unit
org-unit-name-hint = The full name, for example Phường Mỹ Tho.
org-unit-code = Code of the unit
org-unit-code-hint = Small letters without marks, digits, hyphens, dots; for example my-tho.
org-unit-kind = Kind
org-unit-parent = Unit above
org-unit-parent-keep = Keep as it is
org-unit-top = None, at the top of the tree
org-unit-from = In being since
org-unit-to = Last day
org-unit-to-hint = Leave empty while the unit exists. When units merge, enter the last day so that history is kept.
org-date-hint = Day/month/year, for example 01/07/2025.
org-unit-log = Every change is kept in the audit log with the values before it.

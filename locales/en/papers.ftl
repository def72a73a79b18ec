paper-kind = Kind of paper
paper-kind-training = Certificate of completed training
paper-kind-contest = Certificate of a contest
paper-kind-hint = Each issuer issues one kind of paper, so that registers are never mixed. Recognition decisions and rapporteur cards are issued by Party committees and recorded in the register.
paper-kind-long-training = This is a certificate of completed training, issued by the unit that trains. It is no recognition decision and no rapporteur card.
paper-kind-long-contest = This is a certificate of a contest, issued by its organizing committee. It is no certificate of completed training.
certificate-title-contest = CERTIFICATE
certificate-certifies-contest = The organizing committee certifies that
certificate-has-contest = has achieved
credential-criteria-contest = Published result of the contest under its rules.
look-title = Paper templates
look-lede = Words, signature, colours and frame of certificates. A change only affects papers issued later: those already issued stay as they were.
look-none = No templates yet
look-none-text = A programme without a template uses the usual one.
look-new = Add a template
look-retired = Out of use
look-retired-text = This template is out of use: it can no longer be chosen; what already uses it keeps it.
look-version = Version { $n }
look-edit-lede = Before saving, the longest names and units are set on trial. The template is not saved while a text cannot be printed or does not fit.
look-name = Name of the template
look-name-hint = For choosing it in lists; not printed.
look-unit-hint = Administrators of this unit may change the template.
look-words = Words
look-fields = In these texts, write a field's name in braces to print what belongs to each paper:
look-field-ho_ten = full name
look-field-don_vi = unit
look-field-noi_dung = what is certified
look-field-noi_cap = issuer
look-field-dia_danh = place
look-field-so = number of the paper
look-field-ngay_cap = day of issue
look-field-han = last day of validity, empty if none
look-paper-title = Title of the paper
look-certifies = Line before the name
look-certifies-hint = For example: This is to certify that
look-has = Line before what was done
look-has-hint = For example: has completed
look-note = Further line
look-note-hint = Printed below. Type | between spaces to break the line.
look-signer = Signer and number
look-signer-hint = Empty prints the issuer's signer. Type | between spaces to break the line.
look-pattern-hint = Empty writes numbers as the issuer does. Numbers still come from the issuer's register, without gaps.
look-drawing = Drawing
look-orientation = Page
look-landscape = A4 landscape
look-portrait = A4 portrait
look-palette = Colours
look-palette-indigo = Indigo and gold
look-palette-red = Red and gold
look-palette-green = Green and gold
look-palette-ink = Black and grey
look-border = Frame
look-border-ornate = Double frame with ornaments
look-border-plain = Single frame
look-border-none = No frame (the paper has one)
look-logo = Logo
look-logo-hint = A PNG file, 40 to 1,200 pixels a side, at most 1 MB.
look-logo-kept = The template has a logo; it stays when no file is chosen.
look-logo-drop = Remove the logo
look-save = Save the template
look-preview = See a trial print
look-preview-hint = The trial print opens in a new tab with the longest names and units, one page for each issuer. Nothing is saved.
look-versions = Saved versions
look-retire = Take out of use
look-restore = Put back in use
look-choose = Paper template
look-choose-hint = Papers issued later are printed with it.
look-usual = The usual template
look-sample-issuer = ISSUER
look-sample-place = Place
flash-look_saved = The template is saved.
flash-look_retired = The template is out of use.
flash-look_restored = The template is back in use.
flash-contest_papers_settled = The issuer of the contest's papers is saved.
problem-template_changed = Somebody else has just changed this template
problem-template_changed-detail = Open it again to see the new version, then go on.
problem-contest_papers_unsettled = No issuer is chosen for this contest's papers. Choose one first.
field-look_field = There is no field { $name }. Use only those listed above.
field-logo_png = This file is no PNG picture that can be read.
field-logo_large = A logo has at most { $kb } kB.
field-logo_size = Each side of a logo has 40 to 1,200 pixels.
field-body_kind_fixed = This issuer's register is in use for the other kind of paper. Add another issuer.
field-paper_glyph = The character { $ch } cannot be printed: { $part ->
    [issuer_parent] body above
    [issuer] issuer
    [title] title
    [certifies] line before the name
    [holder_name] name
    [holder_unit] unit
    [achievement_label] line before what was done
    [achievement] what was done
    [note] further line
    [signer_title] signer's office
    [signer_name] signer's name
    [number] number
   *[other] another part
 } “{ $text }”.
field-paper_long = Does not fit the page: { $part ->
    [issuer_parent] body above
    [issuer] issuer
    [title] title
    [certifies] line before the name
    [holder_name] name
    [holder_unit] unit
    [achievement_label] line before what was done
    [achievement] what was done
    [note] further line
    [signer_title] signer's office
    [signer_name] signer's name
    [number] number
    [body] all texts together
   *[other] another part
 } “{ $text }”.
field-paper_of_glyph = Paper of { $who }: the character { $ch } cannot be printed in “{ $text }”. ({ $part })
field-paper_of_long = Paper of { $who }: “{ $text }” does not fit. ({ $part })
contest-papers-title = Certificates of the contest
contest-papers-lede = Issue papers to winners or to who reached a score, from published results. Papers can be verified and revoked and have numbers of their own, apart from certificates of training.
contest-papers-who = Issue papers
contest-papers-choose = For whom
contest-papers-prizes = Winners of the prizes chosen below
contest-papers-reached = People who reached the score below
contest-papers-which = Prizes
contest-papers-whole = the whole contest
contest-papers-people = { $n ->
    [one] { $n } person
   *[other] { $n } people
 }
contest-papers-percent = Score in percent
contest-papers-percent-hint = Only for issuing by score.
contest-papers-at-least = In at least how many rounds
contest-papers-none = Nobody to issue to yet
contest-papers-none-text = Papers can be issued once a round's result is published and prizes were given.
contest-papers-body = Issuer and template
contest-papers-by = Issued in the name of { $issuer }.
contest-papers-unsettled = Choose an issuer before issuing papers.
contest-papers-body-hint = Only issuers of contest certificates.
contest-papers-settle = Save the issuer
contest-papers-no-body = No issuer yet
contest-papers-no-body-text = Ask an administrator to add an issuer of the kind “Certificate of a contest”.
contest-paper-prize = { $prize } – { $round }
contest-paper-reached = { $n ->
    [1] a result of at least { $percent }% of the points
   *[other] a result of at least { $percent }% of the points in { $n } rounds
 }
contest-paper-of = { $contest }
roster-title = SIGN-IN SHEET
roster-party = COMMUNIST PARTY OF VIETNAM
roster-programme = Programme: { $title }
roster-subject = Subject: { $title }
roster-when = Date: { $day }
roster-where = Place: { $place }
roster-speaker = Speaker: { $speaker }
roster-count = This list has { $n } people.
roster-came = People present:
roster-keeper = LIST KEPT BY
roster-chair = CHAIR
roster-sign = (Signature and full name)
roster-ahead = This session has not been held yet. Print the sheet beforehand; attendance is recorded from its day on.
roster-tick = Attendance
roster-tick-lede = Tick who signed the paper sheet. Taking a tick away removes the name; this is written to the audit log.
roster-print = Print the sign-in sheet (PDF)
roster-word = Sign-in sheet (Word)
roster-unit = Unit
roster-all-units = All units
roster-show = Show
roster-present = Who was present
roster-save = Save attendance
roster-nobody = Nobody
roster-nobody-text = This unit has nobody whom the programme is for.
flash-roster_ticked = Attendance is saved.
field-session_far = The day lies at most a year ahead.
problem-session_ahead = This session has not been held yet, so attendance cannot be recorded.
campaign-title = Re-certification campaigns
campaign-lede = The people of a unit whose certificates end by a day, and how far each of them is.
campaign-none = No campaigns yet
campaign-none-text = Open one to follow the renewals of a unit.
campaign-new = Open a campaign
campaign-new-lede = The list has everybody whose certificate ends by the day below; it is settled when the campaign is opened. People with an e-mail address are reminded 30 and 7 days before.
campaign-name = Name
campaign-name-hint = For example: Renewals of 2027
campaign-programme = Programme
campaign-unit-hint = With all units below it.
campaign-due-on = Due on
campaign-due-hint = Day/month/year. Whoever has a certificate that ends on this day or before is on the list.
campaign-newcomers = People without a certificate too
campaign-newcomers-hint = For units where everybody must hold one.
campaign-open = Open the campaign
campaign-due = Due { $day }
campaign-closed = Closed
campaign-closed-text = This campaign is closed; nobody is reminded any more. The figures can still be seen.
campaign-progress = Done: { $done } of { $total }
campaign-all = All
campaign-stage = Stage
campaign-stage-not_begun = Not begun
campaign-stage-under_way = Under way
campaign-stage-ready = Ready to be issued
campaign-stage-done = Done
campaign-met = Requirements met
campaign-certificate = Certificate
campaign-nobody = Nobody at this stage
campaign-nobody-text = Choose another stage above.
campaign-export = Download the list (Excel)
campaign-close = Close the campaign
campaign-sheet = Progress
flash-campaign_opened = The campaign is open.
flash-campaign_closed = The campaign is closed.
field-nobody_due = Nobody is due among those chosen.
field-date_past = This day is over.
field-required-programme = Choose a programme.
talk-title = My sessions given
talk-lede = Enter the sessions you gave. They count in your record once your unit's leader has confirmed them.
talk-none = Nothing entered yet
talk-none-text = Enter the first one below.
talk-state-waiting = Waiting
talk-state-confirmed = Confirmed
talk-state-sent_back = Sent back
talk-heard = Audience: { $audience } ({ $n } people)
talk-reason-is = Reason: { $reason }
talk-withdraw = Withdraw
talk-withdraw-of = Withdraw { $title }
talk-enter-title = Enter a session
talk-audience = Audience
talk-audience-hint = For example: members of Party cell 3
talk-listeners = Number of listeners
talk-enter = Enter
talk-waiting-title = Sessions to confirm
talk-waiting-lede = Sessions that people of the unit entered themselves. Confirmed ones count in their training records.
talk-waiting-none = Nothing is waiting
talk-waiting-none-text = Sessions entered by people of the unit appear here.
talk-reason = Note, or the reason for sending it back
talk-confirm = Confirm
talk-send-back = Send back
record-talks = Sessions entered by the person
record-talks-enter = Enter a session given
record-word = Download the record (Word)
record-kind-contest = Certificate of a contest
record-document-title = TRAINING RECORD
record-document-name = Full name: { $name }
record-document-unit = Unit: { $unit }
record-document-nothing = None.
record-document-owner = THE PERSON
record-document-leader = CONFIRMED BY THE UNIT
record-document-talks-note = Only sessions confirmed by the unit's leader.
flash-talk_entered = The session is entered and waits for your unit's leader.
flash-talk_withdrawn = The session is withdrawn.
flash-talk_confirmed = The session is confirmed.
flash-talk_sent_back = The session is sent back with the reason.
field-talk_decided = Somebody else has just decided about this session. Look at the page again.
field-talks_waiting = { $max } sessions wait already. Enter more once some are confirmed.
field-talk_ahead = This day is still to come. Enter only sessions that were given.
record-hours-column = Hours
record-certificates-training = Certificates of completed training
record-certificates-contest = Certificates of contests

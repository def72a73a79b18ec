draft-type-single_choice = Single choice
draft-type-multiple_response = Multiple response
draft-type-true_false = True/false
draft-type-true_false_cluster = True/false cluster
draft-type-short_answer = Short answer
draft-type-numerical = Number
draft-type-matching = Matching
draft-type-ordering = Ordering
draft-type-gap_fill = Gap fill
draft-type-essay = Essay

editor-new-title = Write a new item
editor-change-title = Change item { $code }
editor-types = Type of item
editor-in-force = This item is in use. The version in use stays until somebody else has approved the change.
editor-stale = Somebody else has just saved this item
editor-stale-by = { $name } saved version { $n } after this page was opened. What was typed is still here below.
editor-stale-by-files = Version { $n } was loaded after this page was opened. What was typed is still here below.
editor-stale-changes = From their version to what is typed here; struck through is theirs, underlined is typed here:
editor-stale-same = Both versions say the same.
editor-stale-open = Open theirs in another tab
editor-save-over = Save this in place of theirs
editor-preview = What takers will see
editor-said = Remarks
editor-sound = Nothing to mend so far.
editor-like = Nearly the same as
editor-check = Check and preview
editor-repeats = There is an item that is nearly the same (see the remarks). This one has not been saved.
editor-may-repeat = Save it as an item of its own all the same
editor-save = Save the draft
editor-send = Save and send to review
editor-back = Back
editor-leave = Something is not saved.

advice-item_catch_all = The option “{ $value }” speaks of other options. Better write something of its own.
advice-item_negative = The question holds the negative “{ $value }”. Better ask plainly, or set the negative in bold: **not**.
advice-item_charged = The words “{ $value }” are not neutral. Better report in neutral words.
advice-item_stem_end = The question should end with “{ $value }”.
advice-item_long_sentence = A sentence has { $value } syllables; it should have at most { $most }. Better split it.
advice-item_long_stem = The question has { $value } syllables; it should have at most { $most }.
advice-item_no_case = Applying needs a case; the question has only { $value } syllables.
advice-item_short_rationale = The rationale has only { $value } syllables. Say why the key is right and the others are not.
advice-item_option_lengths = The longest option has { $longest } characters, the shortest { $shortest }. Better make them alike in length.
advice-item_option_stops = Some options end with a full stop, some do not.
advice-text_quote = A straight quote at “{ $value }”. Better use “ ”.
advice-text_spaces = Two spaces in a row at “{ $value }”.
advice-text_space_before = A space before a mark at “{ $value }”.
advice-text_date = The date “{ $value }” is not written as it should be. Days below 10 and the months 1 and 2 take a leading zero: 09/01/2023, 15/6/2023.
advice-text_date_impossible = There is no day “{ $value }”.
advice-text_decimal = The number “{ $value }” needs a decimal comma (84,7%).
advice-text_range = The range “{ $value }” needs an en dash (2011–2020).

part-context = Case
part-stem = Question
part-body = Options and key
part-rationale = Rationale
part-source = Source
part-topic = Topic
part-level = Level
part-points = Points
part-tags = Tags

revision-draft = A change exists
revision-in_review = Change in review

review-title = Review
review-own = This version was written or sent by this account, so somebody else must decide.
review-text = Remark or reason
review-text-hint = Needed for remarks, for sending back and for retiring.
review-thread = Remarks and decisions
review-edit = Change this item
review-history = History
review-version = Version
review-shows-revision = This is the change, version { $n }. Takers still get the version that was approved before.
review-usage = Use
review-attempts = { $n ->
    [0] In no attempt yet.
    [one] In one attempt.
   *[other] In { $n } attempts.
}
review-quizzes = May be drawn into:
review-no-quiz = No quiz draws from this topic and level.
review-likes = Nearly the same items
review-source-items = Other items on this document

act-submitted = Send to review
act-withdrawn = Take back from review
act-commented = Send the remark
act-approved = Approve and put in use
act-returned = Send back
act-retired = Retire
act-reopened = Reopen as a draft
act-rechecked = Confirm that it still holds
act-dropped = Give the change up

acted-submitted = sent version { $n } to review
acted-withdrawn = took version { $n } back from review
acted-commented = remarked on version { $n }
acted-approved = approved version { $n }
acted-returned = sent version { $n } back
acted-retired = retired it (version { $n })
acted-reopened = reopened version { $n } as a draft
acted-rechecked = confirmed that version { $n } still holds
acted-dropped = gave the change up, version { $n }

history-title = History of { $code }
history-lede = Each saving is a version. Attempts keep the version they were given.
history-version = Version { $n }
history-in-force = In use
history-from-files = Loaded from files
history-first = The first version.
history-same = Says the same as the version before.
history-back = Back to the item

waiting-title = Waiting for review
waiting-lede = Items that wait for another person’s approval before they are used.
waiting-new = New
waiting-change = Change
waiting-sent = sent by { $name } at { $time }
waiting-own = somebody else must decide
waiting-empty = Nothing waits for review
waiting-empty-text = Items that are sent to review will stand here.
tasks-waiting = Items waiting for review
tasks-waiting-count = { $n ->
    [one] one item
   *[other] { $n } items
}

sources-title = Sources
sources-lede = The documents that items rest on, clause by clause with their items.
sources-items = { $n ->
    [one] one item
   *[other] { $n } items
}
sources-cited = { $n } of { $all } clauses have items
sources-empty = No document yet
sources-empty-text = The catalogue is loaded with the banks.
source-as-of = compared on { $day }
source-without = { $n ->
    [0] Every clause has an item.
    [one] One clause has no item.
   *[other] { $n } clauses have no item.
}
source-outdated = { $n ->
    [one] One item rests on a clause that changed after it was approved.
   *[other] { $n } items rest on clauses that changed after they were approved.
}
source-clause-changed = Clause changed
source-clause-without = No item
source-item-outdated = the clause changed after this was approved; look again
source-more = There are { $n } items; those to look at again stand first.

bank-form-new = Make a bank
bank-form-change = Change the bank
bank-form-of-files = Title and topics of this bank stand in the folder of banks on the server and are changed there.
bank-form-code = Code
bank-form-code-hint = Lower-case letters without marks, digits, hyphens. Example: kl-57
bank-form-title = Title of the bank
bank-form-summary = Summary
bank-form-topics = Topics
bank-form-topics-hint = One topic in a line.
bank-form-open = Every trainer may write and review
bank-form-open-hint = If not ticked, only who makes the bank and those who are given a right can see it.
bank-form-save = Save

rights-title = Rights
rights-open = Every trainer may read, write and review in this bank.
rights-closed = Only those below and administrators of everything can enter this bank.
rights-open-do = Open to every trainer
rights-close-do = Only for those with a right
rights-given = Rights given
rights-none = No right has been given to anybody.
rights-unit-trainers = (its trainers)
rights-since = since { $day }
rights-take = Take away
rights-give = Give a right
rights-username = User name
rights-username-hint = Leave empty to give it to a unit.
rights-unit = Unit
rights-unit-hint = Counts for the trainers of the unit and of those below it.
rights-unit-none = To no unit
rights-right = Right
rights-give-do = Give
right-owner = Owner
right-editor = Editor
right-reviewer = Reviewer
right-viewer = Viewer

list-new = Write an item
list-change-bank = Change the bank
list-all-types = All types
list-all-tags = All tags
list-any-citation = With or without
list-citation-none = Without a source
list-citation-changed = Source changed, look again
list-any-usage = All
list-used = Used
list-unused = Not used
list-empty-text = Write the first item, or import a file.

field-rationale_needed = A rationale is needed before review.
field-review_text_needed = Write a remark or a reason.
field-bank_code_form = A code has 2 to 40 lower-case letters without marks, digits, hyphens. Example: kl-57
field-bank_code_taken = Another bank has this code.
field-bank_of_files = This bank is changed in the folder of banks on the server.
field-topics_needed = Write at least one topic, one in a line.
field-topic_in_use = The topic “{ $value }” has items and cannot be taken away.
field-nobody_named = Nobody has this user name.
field-person_or_unit = Write a user name or choose a unit.

problem-item_stale = There is a newer version of this item. Look at it again before deciding.
problem-item_stale-detail = Open the page of the item again.
problem-item_own_work = This version was written or sent by this account, so somebody else must decide.
problem-item_own_work-detail = Two people stand behind every item: who wrote it and who approved it.
problem-item_state = The item is in another state, in which this cannot be done.
problem-item_state-detail = Open the page of the item again to see its state.

flash-item_saved = The draft is saved.
flash-item_submitted = Saved and sent to review. Somebody else will decide.
flash-item_approved = Approved. The item is in use from now on.
flash-item_returned = Sent back to its author.
flash-item_commented = The remark is sent.
flash-item_state_changed = The state of the item has changed.
flash-bank_made = The bank is made.
flash-bank_changed = The bank is saved.
flash-bank_rights_changed = The rights of the bank are saved.

audit-item-saved = Item version saved
audit-item-submitted = Item sent to review
audit-item-withdrawn = Item taken back from review
audit-item-commented = Remark on an item
audit-item-approved = Item approved
audit-item-returned = Item sent back
audit-item-retired = Item retired
audit-item-reopened = Item reopened
audit-item-rechecked = Item confirmed against its source
audit-item-revision_dropped = Change of an item given up
audit-bank-made = Bank made
audit-bank-changed = Bank changed
audit-bank-right_given = Right in a bank given
audit-bank-right_taken = Right in a bank taken away
audit-bank-opened_or_closed = Bank opened to trainers or closed
review-as-taken = See it as a taker does
waiting-of-others = Waiting for review
waiting-returned = Returned to me ({ $n })
waiting-returned-lede = A reviewer sent them back and said why: mend them and send them again.
waiting-returned-by = returned by { $name } at { $time }
waiting-returned-empty = Nothing was returned
waiting-returned-empty-text = Items of yours that a reviewer sends back show up here.
tasks-returned = Items that came back
part-marking = Marking
marking-case_sensitive = Capital letters count
marking-ignores_marks = Without marks counts too
marking-strict_tones = A tone on another letter is wrong
editor-untouched = What is missing shows up here while you write.
rights-does-owner = everything, and giving and taking rights
rights-does-editor = write, change, bring in files, send to review
rights-does-reviewer = comment, approve, send back, retire
rights-does-viewer = see items with their keys, take them out as files

# The public value of a drawing of lots
value-title = Public value for the lots
value-source = The rules named its source and moment beforehand: { $what }
value-label = The published value
value-hint = Copy it exactly as its source published it. It can be entered once; a correction takes a reason and a second person.
value-stands = Value in use:
value-correct = Was the value copied wrongly?
value-correct-text = Propose the right value with a reason. A second organizer compares it with the source before it counts. Whoever approves the result sees every value that was entered.
value-label-right = The right value
value-reason = Reason for the correction
value-typed = Entered by { $name } at { $time }
value-state-waits = Waits for a second person
value-state-in_force = Used
value-state-refused = Not used
field-value_same = This value is in use already.
field-required-value_reason = Please give the reason for the correction.
problem-value_waits = A value waits for a second person
problem-value_waits-detail = Please decide that one first.

# Ranks after a round has closed
registration-mark-closed = This person took part in { $round }. It is closed and has no result yet: nobody changes a rank alone. Propose an exclusion on the page of the round, so that a second person decides and the person has time to appeal.
registration-mark-closed-go = Go to the page of { $round }
registration-mark-settled = All rounds are over and a result that this person is in is published: ranks stay as they are.
problem-standing_round_closed = This person took part in { $round }, which is closed: propose an exclusion on the page of the round, so that a second person decides.
problem-standing_round_closed-detail = Changing a rank after the closing takes two people and time to appeal.
problem-standing_settled = All rounds are over and the result is published: ranks stay as they are.
problem-standing_settled-detail = A published result can no longer be changed.
field-row_round_closed = { $who } took part in { $round }, which is closed: propose an exclusion on the page of the round, so that a second person decides. Nothing was saved.
field-row_settled = { $who } is in a published result and all rounds are over: ranks stay as they are. Nothing was saved.

# Corrected keys, voided items
contest-answers-voided = Voided
contest-answers-voided-text = This item was voided on { $time }: everybody who was asked it gets all its points.
contest-answers-corrected = Key corrected
contest-answers-corrected-text = The key was corrected on { $time }, from { $old } to { $new }; every attempt was marked again by the new key.
contest-answers-because = Reason: { $reason }

# Pausing
change-pause-sum = You have paused this round for { $minutes } minutes. Beyond { $most } minutes a second person has to agree.
change-pause-until = The round goes on at the announced time and not before: everybody was told that time and may be away from the screen.

# Checking a result file
cli-key-asked = Signed with the key that was given: { $key }
cli-key-not-asked = The signing key was not compared with the organizer's. The file is signed with { $key }; see the key at /.well-known/hocthi-keys.json of the organizer's site, then run again with --key.
checker-signed-own = Signed with this site’s key: { $key }
checker-signed-foreign = Key that signed the file: { $key }
checker-signed-unknown = Whose key signed it is not known, as the organizer’s site cannot be asked from here. Compare it with the key at /.well-known/hocthi-keys.json of that site, or in the minutes: { $key }
contest-fault-key = the file is not signed with the key that was given

audit-round-public_value_proposed = Correction of the public value for lots proposed
audit-round-public_value_corrected = Public value for lots corrected
audit-round-public_value_refused = Public value for lots left as it was
problem-registration_tries = Too many tries within an hour
problem-registration_tries-detail = Please try again later. If your phone or identity number is said to be taken, go to the organizer with your papers.
registration-mark-released = Taken out, numbers released: phone and papers are another person’s, who may then register
field-released_begun = This person has begun an attempt: the numbers can no longer be released.
cli-help-contest-verify-key = Public key of the organizer (/.well-known/hocthi-keys.json); without it nobody knows who signed the file

# Two people, one number
registration-state-claimed = Number named twice
registration-claims-title = Others name a number of this registration
registration-claims-text = These people were refused because this registration holds the phone or identity number that they gave. Compare the papers of both; where the number is the other’s, take this one out and release the numbers so that they can register.
registration-claimed-at = tried at { $time }
registration-claim-slip = Has an unused slip

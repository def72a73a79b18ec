mail-greeting = Dear { $name },
mail-foot =
    This message was sent by Học Thi; please do not reply.
    To receive no more of them, open: { $link }
mail-ending-subject = Your certificate ends in { $days } days
mail-ending-body =
    Your certificate { $number } ({ $title }) is valid until { $day }.

    The certificate, and what is needed for the next one: { $link }
mail-due-subject = { $campaign }: { $days } days left
mail-due-body =
    You are on the list of “{ $campaign }”, due on { $day }. Programme: { $title }.

    What there is to do: { $link }
mail-digest-subject = Your unit in the week of { $day }
mail-digest-body =
    The units that you lead have:

    - Certificates that end in the next 90 days: { $ending }. See { $base }/den-han
    - Open renewal campaigns: { $campaigns }. See { $base }/dot-cap-lai
    - Sessions to confirm: { $talks }. See { $base }/buoi-tuyen-truyen
mail-wanted-title = Reminders by mail
mail-wanted-lede = Choose what you want to receive. You can change it at any time.
mail-wanted-address = Mail goes to { $address }.
mail-wanted-no-address = Your account has no e-mail address yet, so no mail reaches you. Ask your unit's administrator to add it.
mail-wanted-reminders = Reminders of certificates that end and of renewal campaigns
mail-wanted-reminders-hint = Certificates: 90, 60 and 30 days before. Campaigns: 30 and 7 days before.
mail-wanted-digests = A weekly summary of the unit
mail-wanted-digests-hint = For unit leaders. It holds numbers only, no names.
mail-wanted-save = Save
mail-outbox-title = Mail sent
mail-outbox-lede = Reminders that were written: which were sent, which wait, which could not be sent and why.
mail-transport-none = No mail server is set up (HOCTHI_SMTP_URL and HOCTHI_MAIL_FROM), so no mail is written.
mail-transport-outbox = A demonstration sends no mail. Messages stay here to be read.
mail-transport-smtp = Mail goes through the unit's mail server.
mail-state = State
mail-state-all = All
mail-state-waiting = Waiting
mail-state-sent = Sent
mail-state-failed = Not sent
mail-kind-ending = Certificate that ends
mail-kind-due = Campaign that is due
mail-kind-digest = Summary for leaders
mail-sent-at = sent at { $at }
mail-fault = Try { $n }, the server said: { $said }
mail-next-try = Next try at { $at }.
mail-read = Read
mail-retry = Send again
mail-none = No mail yet
mail-none-text = Reminders are written when a certificate is about to end or a campaign is due.
flash-mail_wanted = Your choice is saved.
flash-mail_retried = The message waits to be sent again.
problem-mail_not_failed = This message has not failed, so there is nothing to send again.

# Organisers' messages to all

command-broadcast = Message to all
broadcast-message =
    📣 <b>{ $organisation }</b>
    { $text }
    To get no more of these, reply "stop".
broadcast-how = What do you want to tell everybody? At most { $longest } characters, no links. You see it first.
broadcast-audience = { $count } recipients, about { $seconds } s.
broadcast-left-out = Not sent to: { $unreachable } who blocked the bot or never agreed, { $muted } who turned messages off, { $full } who had three this week. Whoever has quiet hours gets it after them.
broadcast-second = More than { $most } people: another organiser or admin must agree.
broadcast-button-send = Send
broadcast-button-later = At { $hour }
broadcast-button-stop = Stop
broadcast-button-look = Refresh
broadcast-button-confirm = Agree and send
broadcast-button-decline = Decline
broadcast-proposed = More than { $most } people: this waits for another organiser or admin, who sees it with /broadcast.
broadcast-waiting =
    A message to all waits to be confirmed:
    { $text }
broadcast-declined = It will not be sent.
broadcast-status-draft = Not sent yet.
broadcast-status-proposed = Waiting for a second person.
broadcast-status-running = 📣 Sending: { $waiting } to go · delivered { $delivered } · blocked { $blocked } · failed { $failed } · passed by { $skipped }
broadcast-status-stopped = 📣 Stopped: not sent to { $waiting } · delivered { $delivered } · blocked { $blocked } · failed { $failed } · passed by { $skipped }
broadcast-status-done = 📣 Done: { $waiting } left · delivered { $delivered } · blocked { $blocked } · failed { $failed } · passed by { $skipped }
broadcast-told-proposed = A message to { $count } people waits for your yes: /broadcast
broadcast-told-done = 📣 Your message went out: delivered { $delivered } · blocked { $blocked } · failed { $failed } · passed by { $skipped }

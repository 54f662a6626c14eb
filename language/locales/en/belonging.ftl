# Belonging, where records go, leaving; the weekly goal

command-belong = Where I belong
command-goal = Weekly goal
belong-home = 🏷 <b>Where you belong</b>
belong-counts-for = New records count for: <b>{ $organisation }</b>
belong-line = { $organisation } · { $kind ->
        [company] company
        [small_firm] small firm
        [community] community
       *[programme] public programme
    } · since { $day }
belong-once = Planet, streak and receipts go with you. Each gram is counted once, in the log where it happened; what you see is a view of them together.
belong-community = Together { $mass } by { $members } members. A view: each gram is counted once, in its own log.
belong-community-few = Fewer than { $least } members have recorded anything, so there is no figure yet.
belong-programme = Leafledger 一叶
belong-button = 📍 Counts for: { $organisation }
belong-button-take = From now on count for { $organisation }
belong-button-leave = Leave { $organisation }
belong-leave-ask =
    Leave <b>{ $organisation }</b>?
    { $kind ->
        [community] You are no longer part of its total. Your records stand in other logs and stay there.
       *[company] What is recorded stays in its ledger; planet, streak and receipts stay yours. What you consented to there and its partners' permissions end. An invitation lets you come back.
    }
belong-button-leave-yes = Leave
belong-left = You have left <b>{ $organisation }</b>. New records count for <b>{ $following }</b>; your planet keeps every gram.
belong-joining-community = Your records stay in the ledger they are in; the community sees a total of enough members only. To join is to agree to be part of that total; to leave withdraws it.
goal-mass = { $mass } a week
goal-days = { $days ->
        [one] { $days } day
       *[other] { $days } days
    } a week
goal-none = 🎯 No goal yet. A goal is for your eyes only; nothing is lost by missing it.
goal-line = 🎯 { $goal }: { $done } so far { $bar } { $percent }
goal-how = Choose one, or write it: "3 kg", "5 days".
goal-set = 🎯 Good: { $goal }.
goal-off = The goal is gone.
goal-unusable = A goal is 100 g to 100 kg a week, or 1 to 7 days.
goal-reached = 🎯 This week's goal is reached: { $goal }!
goal-button-off = No goal any more

# Groups

command-bind = Bind this group to my organisation
command-unbind = Unbind this group
group-bound = This group is bound to { $organisation }. The grams of whoever taps "Count me in" make its planet: shown once there are { $least } people, as one sum, naming nobody.
group-unbound = This group is no longer bound to { $organisation }.
group-not-admin = That takes an admin of this group.
group-few = 🪐 Fewer than { $least } people who asked to be counted have logged something; nothing is shown yet.
group-planet = 🪐 This group { $grams }
group-planet-week = +{ $grams } this week
group-button-log = ✍️ Log privately
group-button-count = 🌱 Count me in
group-button-count-not = Leave me out
group-counts = Your grams count in this group's sum. Others see the total alone; tap "Leave me out" at any time.
group-counts-not = Your grams no longer count in this group.
group-not-yours = This group is not bound to your organisation.

# Boards

rank-teams = 🏢 <b>{ $name } · this week per head</b>
rank-line = { $rank }. { $team } { $grams }
rank-line-own = <b>{ $rank }. { $team } { $grams } ← your team</b>
rank-others = Teams under 5 people are merged as "others": { $grams }
rank-threshold = Not ranked yet, participation under { $percent }: { $teams }
rank-own = You: place { $rank } of { $total }. Your place is visible only to you.
rank-own-none = Your place is visible only to you; log an act with grams this week to have one.
rank-around = <b>Around me</b>
rank-around-line = { $rank }. { $nickname } { $grams }
rank-around-you = <b>{ $rank }. You { $grams }</b>
rank-nameless = A colleague
rank-empty = Nobody has logged this week. First place is waiting.
rank-no-grams = Nobody has grams this week yet. First place is waiting.
rank-few-grams = Fewer than { $least } people have grams this week, so there is no ranking: nobody should be recognised by a figure.
rank-no-team = No team has enough people to be ranked.
rank-alone = You haven't joined an organisation, so there is no board. See 🪐 Planet for your own progress.
rank-shown = Fine, boards show your nickname.
rank-hidden = Fine, boards don't show you.
rank-button-around = Around me
rank-button-teams = Teams
rank-button-show = Show me
rank-button-hide = Hide me

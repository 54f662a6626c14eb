# 排行

rank-teams = 🏢 <b>{ $name } · 本周人均</b>
rank-line = { $rank }. { $team } { $grams }
rank-line-own = <b>{ $rank }. { $team } { $grams } ← 你的部门</b>
rank-others = 5 人以下的部门合并成「其他」：{ $grams }
rank-threshold = 参与率不到 { $percent } 的部门暂不排名：{ $teams }
rank-own = 你：第 { $rank } 名，共 { $total } 人。你的位置只有你看得到。
rank-own-none = 你的位置只有你看得到；这周记一件有克数的就有了。
rank-around = <b>我的附近</b>
rank-around-line = { $rank }. { $nickname } { $grams }
rank-around-you = <b>{ $rank }. 你 { $grams }</b>
rank-nameless = 一位同事
rank-empty = 这周还没有人记录。第一名等着你。
rank-no-grams = 这周还没有人有克数。第一名等着你。
rank-few-grams = 这周有克数的人还不到 { $least } 位，先不排名，免得认出谁是谁。
rank-no-team = 没有一个部门够人数上榜。
rank-alone = 你还没加入单位，暂时没有榜。自己的进展看 🪐 星球。
rank-shown = 好，榜上显示你的昵称。
rank-hidden = 好，榜上不显示你。
rank-button-around = 我的附近
rank-button-teams = 部门
rank-button-show = 显示我
rank-button-hide = 隐藏我

# 归属、记到哪里、离开；每周目标

command-belong = 我属于哪里
command-goal = 每周目标
belong-home = 🏷 <b>你属于哪里</b>
belong-counts-for = 新的记录记到：<b>{ $organisation }</b>
belong-line = { $organisation } · { $kind ->
        [company] 单位
        [small_firm] 小微企业
        [community] 社区
       *[programme] 公众计划
    } · { $day }起
belong-once = 星球、连续和凭证跟着你走。每一克只在它发生的那本账里算一次，你看到的是合在一起的视图。
belong-community = 　大家一起 { $mass }（{ $members } 人）。这是视图：每一克只在它自己的账本里算一次。
belong-community-few = 　有记录的成员还不到 { $least } 位，先不显示合计。
belong-programme = 一叶
belong-button = 📍 记到：{ $organisation }
belong-button-take = 以后记到 { $organisation }
belong-button-leave = 离开 { $organisation }
belong-leave-ask =
    离开 <b>{ $organisation }</b>？
    { $kind ->
        [community] 从此不再算进它的合计。你的记录原本就在别的账本里，一克不动。
       *[company] 已经记下的留在它的账本里，星球、连续和凭证仍是你的。你在那里给过的同意和合作方授权到此为止，以后可以凭邀请回来。
    }
belong-button-leave-yes = 离开
belong-left = 已离开 <b>{ $organisation }</b>。新的记录记到 <b>{ $following }</b>，你的星球一克不少。
belong-joining-community = 你的记录仍在原来的账本里；社区只看得到足够多成员的合计，加入就是同意算进这个合计，离开即撤回。
goal-mass = 每周 { $mass }
goal-days = 每周 { $days } 天
goal-none = 🎯 还没有目标。目标只给你自己看，没做到也不扣什么。
goal-line = 🎯 { $goal }：已有 { $done } { $bar } { $percent }
goal-how = 点一个，或直接写：「3 公斤」「每周 5 天」。
goal-set = 🎯 好，{ $goal }。
goal-off = 目标已取消。
goal-unusable = 目标可以是每周 100 克到 100 公斤，或 1 到 7 天。
goal-reached = 🎯 这周的目标到了：{ $goal }！
goal-button-off = 不要目标了

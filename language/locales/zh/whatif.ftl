# 换个版本算算：自己的记录，另一个版本的方法

command-whatif = 换个版本算算
whatif-button = 🔁 换个版本算算
whatif-none = 你的记录所用的方法没有别的版本。有了会列在这里。
whatif-list =
    🔁 <b>换个版本算算</b>
    同样的记录，按另一个版本会是多少克？只是看看，账本一个字也不变。
whatif-version =
    • { $methodology }：{ $status ->
        [draft] 草案，不用于记账
        [retired] 已停用
       *[active] 生效
    }
whatif-result = 🔁 你的记录，按 <b>{ $methodology }</b> 计算
whatif-line = { $icon } { $title }：{ $acts } 条，账上 { $stands } → 会是 { $would }（{ $difference }）
whatif-sum = 合计 { $acts } 条：账上 { $stands } → 会是 { $would }（{ $difference }）
whatif-all-by-it = 没有能按它计算的记录。
whatif-not-priced =
    { $reason ->
        [pending_review] { $acts } 条还在等审核，没有算进来
        [activity_out_of_date] { $acts } 条的日期不在这个版本的有效期内
       *[other] { $acts } 条的数据这个版本不接受
    }
whatif-untouched = 账本没有变。
whatif-difference =
    { $sign ->
        [less] 少 { $mass }
        [more] 多 { $mass }
       *[same] 一样
    }
whatif-recalculated =
    🔁 你的 { $acts } 条记录{ $reason ->
        [trued_up] 先前是暂定的，现在按 { $methodology } 定案
       *[recalculated] 按 { $methodology } 重新计算了
    }：{ $difference }。原来的记录还在账本里，/receipt 可以看到每一条。

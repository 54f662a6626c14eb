# 群

command-bind = 把本群绑到我的单位
command-unbind = 解除本群的绑定
group-bound = 本群绑到了 { $organisation }。点「算我一个」的人，克数合成本群的星球；满 { $least } 人才显示，只有合计，不点谁的名。
group-unbound = 本群不再绑定 { $organisation }。
group-not-admin = 这要本群的管理员来做。
group-few = 🪐 算进来又有记录的还不到 { $least } 人，先不显示。
group-planet = 🪐 本群 { $grams }
group-planet-week = 这周 +{ $grams }
group-button-log = ✍️ 去记一笔
group-button-count = 🌱 算我一个
group-button-count-not = 不算我
group-counts = 好，你的克数算进本群的合计。别人只看到总数；随时点「不算我」退出。
group-counts-not = 好，你的克数不再算进本群。
group-not-yours = 本群没有绑到你的单位。

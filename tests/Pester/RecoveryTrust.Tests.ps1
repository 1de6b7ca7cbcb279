BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name server
    $null = Get-QlikDataConnection
    function Sent { @(Get-ServerRequest $server | Where-Object method -NE 'GET' | Where-Object path -NotLike '*users/actions/filter*') }

    # What a rebuild of the connection would have written down.
    function New-PlantedFile {
        param($Connection, [string] $TemporaryName, $NewId, [hashtable] $Image = @{}, [hashtable] $Header = @{})
        $line = [ordered]@{
            record = 'connection'; id = "$($Connection.Id)"; name = $Connection.Name; spaceId = $Connection.SpaceId; spaceName = $Connection.SpaceName
            ownerId = $Connection.OwnerId; ownerName = $Connection.OwnerName; dataSourceId = $Connection.DataSourceId; type = $Connection.Type
            connectionString = 'x'; properties = $null; leftOut = @(); tags = @(); customProperties = @{}; credentialId = $null; separateCredentials = $false
            userName = $null; logOn = 'ServiceUser'; architecture = 'X64'; created = $Connection.Created.ToString('o'); modified = $null
        }
        $head = [ordered]@{
            record = 'header'; format = 'QlikConnections recovery'; version = 1; reason = 'Rebuild'; platform = 'Cloud'; session = 's'
            tenant = "$((Get-QlikSession server).Uri)"; written = [datetime]::UtcNow.ToString('o'); count = 1; temporaryName = $TemporaryName; newDataSourceId = 'rest'
        }
        foreach ($key in $Image.Keys) { $line[$key] = $Image[$key] }
        foreach ($key in $Header.Keys) { $head[$key] = $Header[$key] }
        $null = New-Item -ItemType Directory -Force $folder
        @(
            $head | ConvertTo-Json -Compress
            $line | ConvertTo-Json -Compress
            if ($NewId) { @{ record = 'step'; step = 'Created'; ids = @("$($line.id)"); newId = "$NewId"; at = [datetime]::UtcNow.ToString('o') } | ConvertTo-Json -Compress }
        ) | Set-Content (Join-Path $folder '1.recovery.jsonl')
    }
    function New-Rest { param($Name, $Space = 'HR') New-QlikDataConnection $Name rest -Space $Space -Property @{ url = 'https://x.test' } }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
}

Describe 'The question before a restore' {
    It 'names the space and the owner that the server has for the ids of the file' {
        $folder = Join-Path $TestDrive "rec-$(New-Guid)"
        New-Rest 'Told otherwise' -Space Sales | Remove-QlikDataConnection -Force -RecoveryPath $folder
        $file = Get-ChildItem $folder -Filter *.recovery.jsonl
        $bob = Get-QlikUser 'Bob Meyer'
        $lines = Get-Content $file | ForEach-Object {
            $line = $_ | ConvertFrom-Json
            if ($line.record -eq 'connection') {
                $line.ownerId = $bob.Id
                $line.ownerName = 'Ada Admin'
                $line.spaceId = (Get-QlikSpace HR).Id
                $line.spaceName = 'Personal'
            }
            $line | ConvertTo-Json -Compress -Depth 10
        }
        Set-Content $file -Value $lines
        Start-Transcript "$folder.txt" | Out-Null
        Restore-QlikDataConnection 'Told otherwise' -RecoveryPath $folder -WhatIf
        Stop-Transcript | Out-Null
        $shown = (Get-Content "$folder.txt" -Raw) -replace '\s+', ' '
        $shown | Should -Match "Told otherwise \(space HR\)"
        $shown | Should -Match "'Bob Meyer'"
        $shown | Should -Not -Match "'Ada Admin'|space Personal"
    }
}

Describe 'A recovery file alone' {
    BeforeEach {
        $script:folder = Join-Path $TestDrive "rec-$(New-Guid)"
        $script:named = New-Rest 'Ledger'
        $script:victim = New-Rest 'Payslips'
        $script:temporary = New-Rest 'Ledger (rebuild 0123abcd)'
    }
    AfterEach {
        Get-QlikDataConnection 'Ledger*', 'Payslips*', 'Renamed*' | Where-Object Type -Like '*' | Remove-QlikDataConnection -Force -NoRecovery
    }

    It 'deletes, renames and gives away nothing: <what>' -ForEach @(
        @{ what = 'the new id is another connection'; plant = { New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $victim.Id } }
        @{ what = 'the new id is the connection itself'; plant = { New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $named.Id } }
        @{ what = 'the temporary name is none'; plant = { New-PlantedFile $named 'something else (rebuild 00000000)' $victim.Id } }
        @{ what = 'the temporary name is that of another connection'; plant = { New-PlantedFile $named 'Payslips' $victim.Id } }
        @{ what = 'the temporary name differs by a letter'; plant = { New-PlantedFile $named 'ledger (rebuild 0123abcd)' $temporary.Id } }
        @{ what = 'the new connection was renamed'; plant = { $null = $temporary | Set-QlikDataConnection -NewName 'Renamed by hand'; New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $temporary.Id } }
        @{ what = 'the new connection is in another space'; plant = { $null = $temporary | Set-QlikDataConnection -Space Finance; New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $temporary.Id } }
        @{ what = 'the new connection has another owner'; plant = { $temporary | Move-QlikDataConnectionOwner -Owner 'Bob Meyer' -WarningAction SilentlyContinue; New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $temporary.Id } }
        @{ what = 'so it is, and no id is given'; plant = { $temporary | Move-QlikDataConnectionOwner -Owner 'Bob Meyer' -WarningAction SilentlyContinue; New-PlantedFile $named 'Ledger (rebuild 0123abcd)' } }
        @{ what = 'the file leaves out when the old one was created'; ways = 'Finish'; plant = { New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $temporary.Id -Image @{ created = $null } } }
        @{ what = 'the new connection has another data source'; plant = { New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $temporary.Id -Header @{ newDataSourceId = 'mssql' } } }
        @{ what = 'the file is older than the new connection'; plant = { New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $temporary.Id -Header @{ written = '2026-01-01T00:00:00Z' } } }
        @{ what = 'the file is of the future'; plant = { New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $temporary.Id -Header @{ written = '2999-01-01T00:00:00Z' } } }
        @{ what = 'the file is of another tenant'; plant = { New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $temporary.Id -Header @{ tenant = 'https://other.eu.qlikcloud.com/' } } }
        @{ what = 'the old one has another name'; ways = 'Finish'; plant = { New-PlantedFile $victim 'Ledger (rebuild 0123abcd)' $temporary.Id -Image @{ name = 'Ledger' } } }
        @{ what = 'the old one is in another space'; ways = 'Finish'; plant = { New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $temporary.Id -Image @{ spaceId = (Get-QlikSpace Finance).Id } } }
        @{ what = 'the old one has another data source'; ways = 'Finish'; plant = { New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $temporary.Id -Image @{ dataSourceId = 'mssql' } } }
        @{ what = 'the old one is of another time'; ways = 'Finish'; plant = { New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $temporary.Id -Image @{ created = '2020-01-01T00:00:00Z' } } }
        # A rebuild that came to its renaming would have that name; so has any other connection of it.
        @{ what = 'an owner to give a connection of the name to'; plant = { New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $named.Id -Image @{ id = "$(New-Guid)"; ownerId = 'somebody' } -Header @{ written = '2026-01-01T00:00:00Z' } } }
    ) {
        & $plant
        $before = Get-QlikDataConnection 'Ledger*', 'Payslips*', 'Renamed*'
        Clear-ServerRequest $server
        foreach ($way in @($(if ($ways) { $ways } else { '', 'Finish', 'RollBack' }))) {
            $splat = @{ RecoveryPath = $folder; ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue'; ErrorVariable = 'problem'; WarningVariable = 'warned'; WithoutSecret = $true }
            if ($way) { $splat[$way] = $true }
            Restore-QlikDataConnection Ledger @splat -WhatIf
            $rehearsed = @($problem).Count + @($warned).Count
            $rehearsed | Should -BeGreaterThan 0
            Restore-QlikDataConnection Ledger @splat -Force | Should -BeNullOrEmpty
            @($problem).Count + @($warned).Count | Should -Be $rehearsed -Because '-WhatIf says what the real run says'
        }
        @(Sent).Count | Should -Be 0
        (Get-ChildItem $folder).Name | Should -Be '1.recovery.jsonl'
        $after = Get-QlikDataConnection 'Ledger*', 'Payslips*', 'Renamed*'
        $after | ForEach-Object { "$($_.Id) $($_.Name) $($_.OwnerId)" } | Should -Be ($before | ForEach-Object { "$($_.Id) $($_.Name) $($_.OwnerId)" })
    }

    It 'is refused by -WhatIf as by the real run when the user may not delete the old connection' {
        $old = New-Rest 'Ledger old' Finance
        $new = New-Rest 'Ledger old (rebuild 0123abcd)' Finance
        $new | Move-QlikDataConnectionOwner -Owner 'Bob Meyer' -WarningAction SilentlyContinue
        New-PlantedFile $old $new.Name $new.Id
        $null = Connect-Server $server -Name member -Key $server.memberApiKey
        try {
            $splat = @{ Name = 'Ledger old'; Finish = $true; RecoveryPath = $folder; Session = 'member'; ErrorAction = 'SilentlyContinue'; Force = $true }
            Clear-ServerRequest $server
            Restore-QlikDataConnection @splat -WhatIf -ErrorVariable rehearsed
            @(Sent).Count | Should -Be 0
            Restore-QlikDataConnection @splat -ErrorVariable real
            $rehearsed.FullyQualifiedErrorId | Should -BeLike 'QlikAccessDenied,*'
            $real.FullyQualifiedErrorId | Should -BeLike 'QlikAccessDenied,*'
        }
        finally { Disconnect-QlikSession member }
    }

    It 'is checked on the server: what it deletes is asked about with its names there, and written down' {
        New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $temporary.Id
        $transcript = Join-Path $TestDrive 'restore.txt'
        $null = Start-Transcript $transcript
        Restore-QlikDataConnection Ledger -RecoveryPath $folder -WhatIf
        Restore-QlikDataConnection Ledger -RecoveryPath $folder -Finish -WhatIf
        $null = Stop-Transcript
        $said = Get-Content $transcript -Raw
        $said | Should -Match "delete 'Ledger \(rebuild 0123abcd\)', keep 'Ledger'"
        $said | Should -Match "delete the old 'Ledger', rename 'Ledger \(rebuild 0123abcd\)' to 'Ledger'"
        # This shell is not interactive, so a prompt is an error.
        Clear-ServerRequest $server
        { Restore-QlikDataConnection Ledger -RecoveryPath $folder -ErrorAction Stop } | Should -Throw
        { Restore-QlikDataConnection Ledger -RecoveryPath $folder -Force -Confirm -ErrorAction Stop } | Should -Throw
        @(Sent).Count | Should -Be 0
        & { $ConfirmPreference = 'None'; (Restore-QlikDataConnection Ledger -RecoveryPath $folder).Id | Should -Be $named.Id }
        Get-QlikDataConnection -Id $temporary.Id -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $kept = Restore-QlikDataConnection -List -RecoveryPath $folder | Where-Object Reason -EQ Restore
        $kept.Id, $kept.Name, "$($kept.State)" | Should -Be $temporary.Id, 'Ledger (rebuild 0123abcd)', 'Removed'
        # By its whole name it can be had back; a pattern does not mean it.
        Restore-QlikDataConnection 'Ledger*' -RecoveryPath $folder -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        (Restore-QlikDataConnection 'Ledger (rebuild 0123abcd)' -RecoveryPath $folder).Name | Should -Be 'Ledger (rebuild 0123abcd)'
    }

    It 'deletes nothing that cannot be written down' -Skip:($IsWindows) {
        New-PlantedFile $named 'Ledger (rebuild 0123abcd)' $temporary.Id
        $entry = Restore-QlikDataConnection -List -RecoveryPath $folder
        Remove-Item $folder -Recurse
        Clear-ServerRequest $server
        $entry | Restore-QlikDataConnection -Force -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikRecovery*'
        @(Sent).Count | Should -Be 0
    }
}

Describe 'An entry with control characters' {
    It 'shows them escaped in <view>' -ForEach @(
        @{ view = 'the list'; show = { $entry | Format-List } }
        @{ view = 'the table'; show = { $entry | Format-Table } }
    ) {
        $script:folder = Join-Path $TestDrive "rec-$(New-Guid)"
        $esc = [char] 27
        New-PlantedFile (New-Rest "Shown $(New-Guid)") "x$esc[2Jy (rebuild 0123abcd)" -Image @{ name = "x$esc[2Jy"; spaceName = "S$esc]0;owned"; ownerName = "o$([char] 0x202e)"; dataSourceId = "d$esc[m" } -Header @{ session = "s$esc[2J" }
        $entry = Restore-QlikDataConnection -List -RecoveryPath $folder -ErrorAction Stop
        $entry | Should -Not -BeNullOrEmpty
        $rendering, $PSStyle.OutputRendering = $PSStyle.OutputRendering, 'PlainText'
        try { $shown = & $show | Out-String -Width 500 } finally { $PSStyle.OutputRendering = $rendering }
        $shown | Should -Match '\\u001B\[2J'
        $shown | Should -Not -Match "[$esc$([char] 0x202e)]"
        Get-QlikDataConnection 'Shown *' | Remove-QlikDataConnection -Force -NoRecovery
    }
}

Describe 'Files of somebody else' -Skip:($IsWindows -or $PSVersionTable.PSVersion.Major -lt 6) {
    BeforeEach {
        $script:folder = Join-Path $TestDrive "rec-$(New-Guid)"
        New-Rest 'Lost' | Remove-QlikDataConnection -RecoveryPath $folder -Force
        $script:file = (Get-ChildItem $folder).FullName
    }
    AfterEach { Get-QlikDataConnection 'Lost*' | Remove-QlikDataConnection -Force -NoRecovery }

    It 'are refused with the reason, by name and piped, unless a switch is given: <what>' -ForEach @(
        @{ what = 'a file that others may write to'; open = { chmod g+w $file } }
        @{ what = 'a folder that others may write to'; open = { chmod o+w $folder } }
    ) {
        $entry = Restore-QlikDataConnection -List -RecoveryPath $folder
        . $open
        Clear-ServerRequest $server
        Restore-QlikDataConnection Lost -RecoveryPath $folder -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'QlikRecoveryUntrusted,*'
        $problem[0].CategoryInfo.Category | Should -Be 'SecurityError'
        "$problem" | Should -Match 'other users can write'
        $entry | Restore-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikRecoveryUntrusted,*'
        Restore-QlikDataConnection -List -RecoveryPath $folder -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        @(Sent).Count | Should -Be 0
        (Restore-QlikDataConnection -List -RecoveryPath $folder -AllowUntrustedFile).Name | Should -Be 'Lost'
        (Restore-QlikDataConnection Lost -RecoveryPath $folder -AllowUntrustedFile).Name | Should -Be 'Lost'
    }

    It 'may lie in a folder that the user named: it is said when they are written' {
        chmod o+w $folder
        New-Rest 'Lost too' | Remove-QlikDataConnection -RecoveryPath $folder -Force -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'is not private'
        chmod go-w $folder
        New-Rest 'Lost three' | Remove-QlikDataConnection -RecoveryPath $folder -Force -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
        (Get-ChildItem $folder -File).UnixMode | Select-Object -Unique | Should -Be '-rw-------'
    }
}

Describe 'What is not in the files' {
    BeforeAll { $script:folder = Join-Path $TestDrive "rec-$(New-Guid)"; New-Rest 'Gone' | Remove-QlikDataConnection -RecoveryPath $folder -Force }

    It 'is an error for each name, and the rest goes on' {
        $back = Restore-QlikDataConnection nosuch, Gone, 'no[such' -RecoveryPath $folder -ErrorVariable problem -ErrorAction SilentlyContinue
        $back.Name | Should -Be 'Gone'
        $problem.FullyQualifiedErrorId | Should -BeLike 'Qlik*,*'
        @($problem.TargetObject) | Should -Be 'no[such', 'nosuch'
        $problem[1].FullyQualifiedErrorId | Should -BeLike 'QlikRecoveryNotFound,*'
        $problem[1].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'is an error for a pattern, too' {
        Restore-QlikDataConnection 'nosuch*' -RecoveryPath $folder -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikRecoveryNotFound,*'
        $problem.TargetObject | Should -Be 'nosuch*'
    }
}

Describe 'A recovery file of the first version' {
    BeforeEach { $script:folder = Join-Path $TestDrive "rec-$(New-Guid)" }
    AfterEach { Get-QlikDataConnection 'First*' -ErrorAction Ignore | Remove-QlikDataConnection -Force -NoRecovery }

    It 'is restored, and says so' {
        $lost = New-Rest 'First'
        $lost | Remove-QlikDataConnection -Force -NoRecovery
        New-PlantedFile $lost -Image @{ connectionString = $lost.ConnectionString } -Header @{ reason = 'Remove'; temporaryName = $null; newDataSourceId = $null }
        "$((Restore-QlikDataConnection -List -RecoveryPath $folder).State)" | Should -Be 'Pending'
        $back = Restore-QlikDataConnection First -RecoveryPath $folder
        $back.ConnectionString, $back.SpaceName | Should -Be $lost.ConnectionString, 'HR'
        "$((Restore-QlikDataConnection -List -RecoveryPath $folder).State)" | Should -Be 'Restored'
        @(Get-ChildItem $folder -Filter *.recovery.jsonl).Count | Should -Be 1
    }

    It 'never sends the asterisks that stood for a secret' {
        $lost = New-Rest 'First'
        $lost | Remove-QlikDataConnection -Force -NoRecovery
        New-PlantedFile $lost -Image @{ connectionString = 'CUSTOM CONNECT TO "provider=QvRestConnector.exe;url=https://x.test;password=***;"'; leftOut = @('ConnectionString') } -Header @{ reason = 'Remove'; temporaryName = $null; newDataSourceId = $null }
        Clear-ServerRequest $server
        Restore-QlikDataConnection First -RecoveryPath $folder -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikSecretsNeeded,*'
        @(Sent).Count | Should -Be 0
    }
}

Describe 'Asterisks that somebody wrote into a recovery file' {
    BeforeEach { $script:folder = Join-Path $TestDrive "rec-$(New-Guid)" }
    AfterEach { Get-QlikDataConnection 'Starred*' -ErrorAction Ignore | Remove-QlikDataConnection -Force -NoRecovery }

    It 'stand for a secret in <what>, which is asked for and never sent' -ForEach @(
        foreach ($version in 1, 2) {
            @{ what = "a password (version $version)"; version = $version; image = @{ connectionString = 'CUSTOM CONNECT TO "provider=QvRestConnector.exe;url=https://x.test;password=***;"' } }
            @{ what = "an item of any name (version $version)"; version = $version; image = @{ connectionString = 'CUSTOM CONNECT TO "provider=QvRestConnector.exe;url=https://x.test/***;"' } }
            @{ what = "a part of a list (version $version)"; version = $version; image = @{ connectionString = @('Server=h;Pwd=***;x=', ';') } }
            @{ what = "a property (version $version)"; version = $version; image = @{ connectionString = $null; properties = @{ url = 'https://x.test'; password = '***' } } }
            @{ what = "a property of any name (version $version)"; version = $version; image = @{ connectionString = $null; properties = @{ url = 'https://***.test' } } }
        }
    ) {
        $lost = New-Rest 'Starred'
        $lost | Remove-QlikDataConnection -Force -NoRecovery
        New-PlantedFile $lost -Image $image -Header @{ version = $version; reason = 'Remove'; temporaryName = $null; newDataSourceId = $null }
        Clear-ServerRequest $server
        Restore-QlikDataConnection Starred -RecoveryPath $folder -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikSecretsNeeded,*'
        @(Sent).Count | Should -Be 0
        $null = Restore-QlikDataConnection Starred -RecoveryPath $folder -WithoutSecret -ErrorAction SilentlyContinue
        Get-QlikDataConnection Starred -Detailed -ErrorAction Ignore | ConvertTo-Json -Depth 4 | Should -Not -Match '\*\*\*'
    }

    It 'are restored byte for byte when the connection itself has them' {
        $text = 'CUSTOM CONNECT TO "provider=QvRestConnector.exe;url=https://x.test;mask=***-***;"'
        $lost = New-QlikDataConnection Starred -DataSourceId rest -Space HR -Type QvRestConnector.exe -ConnectionString $text
        $lost | Remove-QlikDataConnection -Force -RecoveryPath $folder
        (Restore-QlikDataConnection Starred -RecoveryPath $folder).ConnectionString | Should -BeExactly $text
    }
}

Describe 'A recovery file of another place' {
    BeforeEach { $script:folder = Join-Path $TestDrive "rec-$(New-Guid)" }

    It 'of another tenant is left out with both addresses, and nothing is sent' {
        $lost = New-Rest 'Elsewhere'
        $lost | Remove-QlikDataConnection -Force -NoRecovery
        New-PlantedFile $lost -Image @{ connectionString = 'x' } -Header @{ version = 2; reason = 'Remove'; temporaryName = $null; tenant = 'https://other.example.test/' }
        Clear-ServerRequest $server
        Restore-QlikDataConnection Elsewhere -RecoveryPath $folder -WarningVariable said -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$said" | Should -Match 'https://other\.example\.test/'
        "$said" | Should -Match ([regex]::Escape("$((Get-QlikSession server).Uri)"))
        @(Get-ServerRequest $server).Count | Should -Be 0
    }

    It 'of the other platform is refused with both' {
        $lost = New-Rest 'Elsewhere'
        $lost | Remove-QlikDataConnection -Force -NoRecovery
        New-PlantedFile $lost -Image @{ connectionString = 'x' } -Header @{ version = 2; reason = 'Remove'; temporaryName = $null; platform = 'Repository' }
        Clear-ServerRequest $server
        Restore-QlikDataConnection Elsewhere -RecoveryPath $folder -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikRecoveryRefused,*'
        "$problem" | Should -Match 'Repository.*Cloud'
        @(Sent).Count | Should -Be 0
    }
}

Describe 'Why a recovery file cannot be read' {
    BeforeEach {
        $script:folder = Join-Path $TestDrive "rec-$(New-Guid)"
        $lost = New-Rest 'Damaged'
        $lost | Remove-QlikDataConnection -Force -NoRecovery
        New-PlantedFile $lost -Image @{ connectionString = 'x' } -Header @{ version = 2; reason = 'Remove'; temporaryName = $null }
        $script:file = Join-Path $folder '1.recovery.jsonl'
    }

    It 'says for <what>: <says>' -ForEach @(
        @{ what = 'a later version'; change = { $_ -replace '"version":2', '"version":99' }; says = 'a later version of QlikConnections wrote it \(format 99; this version reads up to format 2\)\. Install' }
        @{ what = 'a version that is text'; change = { $_ -replace '"version":2', '"version":"2"' }; says = 'line 1 cannot be read: a member is missing, or its value' }
        @{ what = 'a line that is cut off'; change = { if ($_ -match '"connection"') { $_.Substring(0, 60) } else { $_ } }; says = 'line 2 cannot be read: the line is cut off' }
        @{ what = 'a gap without a name'; change = { $_ -replace '"connectionString":"x"', '"connectionString":["a",{"leftOut":null}]' }; says = 'line 2 cannot be read: a member is missing' }
        @{ what = 'a number instead of the statement'; change = { $_ -replace '"connectionString":"x"', '"connectionString":5' }; says = 'line 2 cannot be read: a member is missing' }
        @{ what = 'a date that is none'; change = { $_ -replace '"modified":null', '"modified":"9999-99-99"' }; says = 'line 2 cannot be read: a member is missing' }
        @{ what = 'an unknown logon'; change = { $_ -replace '"ServiceUser"', '"Nobody"' }; says = 'line 2 cannot be read: a member is missing' }
        @{ what = 'half a character'; change = { $_ -replace '"name":"Damaged"', '"name":"\ud800"' }; says = 'line 2 cannot be read: a member is missing' }
    ) {
        (Get-Content $file | ForEach-Object $change) | Set-Content $file
        Restore-QlikDataConnection Damaged -RecoveryPath $folder -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$($problem[0])" | Should -Match $says
        "$($problem[0])" | Should -Not -Match 'BytePosition|element of type|identified items|key was not present|UTF-16|String reference'
    }
}

Describe 'Paths that lead to no file' {
    It '<path> is refused for <what>' -ForEach @(
        foreach ($path in 'Env:\x', 'Variable:\x', 'Function:\x', 'nosuchdrive:\x', "a`0b") {
            @{ path = $path; what = 'the recovery folder'; run = { Restore-QlikDataConnection -List -RecoveryPath $path } }
            @{ path = $path; what = 'the folder that is written to'; run = { Get-QlikDataConnection | Select-Object -First 1 | Remove-QlikDataConnection -RecoveryPath $path -Force -ErrorAction Stop } }
            @{ path = $path; what = 'the state of a sandbox'; run = { Connect-QlikSession -Sandbox Cloud -Path $path -Name paths } }
        }
    ) {
        Clear-ServerRequest $server
        $run | Should -Throw -ErrorId 'QlikInputInvalid,*'
        @(Sent).Count | Should -Be 0
    }
}

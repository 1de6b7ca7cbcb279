# Cells of CSV files: lists, words and numbers mean the same in every column and cmdlet, or are an error with their name.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $null = Connect-QlikSession -Sandbox Repository -Name site
    $null = Connect-QlikSession -Sandbox Cloud -Name cloud
    function New-Subject { New-QlikDataConnection "subject $([guid]::NewGuid())" rest -Tag old -Property @{ url = 'https://x.test' } -Session cloud }
    function New-SiteSubject { New-QlikDataConnection "subject $([guid]::NewGuid())" -Type QvRestConnector.exe -ConnectionString 'x' -Session site }
    function Read-Tags { param($Subject) @((Get-QlikDataConnection -Id $Subject.Id -Session cloud).Tags | Where-Object { $_ -notlike 'DcaasAPI:*' }) }
}
AfterAll { Get-QlikSession | Disconnect-QlikSession }

Describe 'A list in a cell' {
    It '"<cell>" is <tags>' -ForEach @(
        @{ cell = 'a;b'; tags = 'a', 'b' }
        @{ cell = 'a; b'; tags = 'a', 'b' }
        @{ cell = ' a ;b ; c'; tags = 'a', 'b', 'c' }
        @{ cell = 'a;;b;'; tags = 'a', 'b' }
        @{ cell = 'a,b'; tags = , 'a,b' }
        @{ cell = 'a'; tags = , 'a' }
    ) {
        $subject = New-Subject
        [pscustomobject]@{ Id = $subject.Id; Tag = $cell } | Set-QlikDataConnection -Session cloud
        Read-Tags $subject | Should -Be $tags
        $subject = New-Subject
        [pscustomobject]@{ Id = $subject.Id; AddTag = $cell } | Set-QlikDataConnection -Session cloud
        Read-Tags $subject | Should -Be (@('old') + $tags)
        [pscustomobject]@{ Id = $subject.Id; RemoveTag = $cell } | Set-QlikDataConnection -Session cloud
        Read-Tags $subject | Should -Be 'old'
        $made = [pscustomobject]@{ Name = "made $([guid]::NewGuid())"; DataSourceId = 'rest'; Tags = $cell } | New-QlikDataConnection -Property @{ url = 'https://x.test' } -Session cloud
        Read-Tags $made | Should -Be $tags
    }

    It '"<cell>" says nothing, so it changes nothing' -ForEach '', ' ', ';', ' ; ' {
        $subject = New-Subject
        [pscustomobject]@{ Id = $subject.Id; Tag = $_ }, [pscustomobject]@{ Id = $subject.Id; RemoveTag = $_ } | Set-QlikDataConnection -Session cloud -WarningAction Ignore
        Read-Tags $subject | Should -Be 'old'
    }

    It 'is not one in a list' {
        $subject = New-Subject
        Set-QlikDataConnection -Id $subject.Id -AddTag @('a;b') -Session cloud
        Read-Tags $subject | Should -Be 'old', 'a;b'
    }
}

Describe 'A word in a cell' {
    It 'LogOn "<logOn>" and Architecture "<architecture>" are understood by Set and New' -ForEach @(
        @{ logOn = 'CurrentUser'; architecture = 'x64' }
        @{ logOn = 'currentuser'; architecture = 'X64' }
        @{ logOn = ' CurrentUser '; architecture = 'x64 ' }
        @{ logOn = '1'; architecture = '2' }
        @{ logOn = 1; architecture = 2 }
    ) {
        $subject = New-SiteSubject
        [pscustomobject]@{ Id = $subject.Id; LogOn = $logOn; Architecture = $architecture } | Set-QlikDataConnection -Session site
        $made = [pscustomobject]@{ Name = "made $([guid]::NewGuid())"; Type = 'QvRestConnector.exe'; ConnectionString = 'x'; LogOn = $logOn; Architecture = $architecture } |
            New-QlikDataConnection -Session site
        $copy = [pscustomobject]@{ Name = "made $([guid]::NewGuid())"; Type = 'QvRestConnector.exe'; DataSourceId = ''; ConnectionString = 'x'; LogOn = $logOn; Architecture = $architecture } |
            New-QlikDataConnection -Session site
        foreach ($id in $subject.Id, $made.Id, $copy.Id) {
            $now = Get-QlikDataConnection -Id $id -Session site
            "$($now.LogOn) $($now.Architecture)" | Should -Be 'CurrentUser x64'
        }
    }

    It '<column> "<value>" is an error for the row in Set and New, not silence' -ForEach @(
        @{ column = 'LogOn'; value = 'Somebody' }
        @{ column = 'LogOn'; value = '7' }
        @{ column = 'Architecture'; value = 'x128' }
        @{ column = 'Architecture'; value = '-1' }
        @{ column = 'Architecture'; value = 'x64, x86' }
    ) {
        $subject = New-SiteSubject
        $problem = $null
        [pscustomobject]@{ Id = $subject.Id; $column = $value } | Set-QlikDataConnection -Session site -ErrorVariable +problem -ErrorAction SilentlyContinue
        [pscustomobject]@{ Name = "made $([guid]::NewGuid())"; Type = 'QvRestConnector.exe'; ConnectionString = 'x'; $column = $value } |
            New-QlikDataConnection -Session site -ErrorVariable +problem -ErrorAction SilentlyContinue
        [pscustomobject]@{ Name = "made $([guid]::NewGuid())"; Type = 'QvRestConnector.exe'; DataSourceId = ''; ConnectionString = 'x'; $column = $value } |
            New-QlikDataConnection -Session site -ErrorVariable +problem -ErrorAction SilentlyContinue
        $problem.Count | Should -Be 3
        $problem.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError*'
    }
}
